package dev.chorale.worker.engine.emotivoice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumeralsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I have 2 cats.|I have two cats.",
                "It costs 12,500 dollars.|It costs twelve thousand five hundred dollars.",
                "Pi is 3.14.|Pi is three point one four.",
                "Half is 0.50|Half is zero point five zero",
                "Agent 007 here|Agent zero zero seven here",
                "Call 1234567890123456!|Call one two three four five six seven eight nine zero one two three four five six!",
                "Version 1.2.3 is out|Version one point two point three is out",
                "The 21st and the 3rd.|The twenty-first and the third.",
                "MP3 and 5G in 1999|MP three and five G in one thousand nine hundred ninety nine",
                "No digits|No digits",
                "Hello, said he: ‘I’m sure we’re late.’|Hello, said he: I'm sure we're late.",
                "The dogs’ house isn't big.|The dogs house isn't big.",
                "Sales rose 50%, or 2.5 %.|Sales rose fifty percent, or two point five percent.",
                "It was $5 or £1,200 or €3 million.|It was five dollars or one thousand two hundred pounds or three million euros.",
                "Tom & Jerry|Tom and Jerry"
            })
    void a_text_without_chinese_has_its_numbers_in_english_words(String text, String written) {
        assertThat(Numerals.written(text, false)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "价格12,500元。|价格12500元。",
                "2024年，50%，3.14|2024年，50%，3.14",
                "版本1.2.3好|版本1点2点3好",
                "增长了3.5%。|增长了百分之3.5。",
                "卖￥100、$2.5万和€3，25℃|卖100元、2.5万美元和3欧元，25摄氏度",
                "代号007好|代号零零七好",
                "卡号1234567890123456|卡号一二三四五六七八九零一二三四五六",
                "我有3. 你呢|我有3。 你呢",
                "你好 Hello, 2 times.|你好 Hello, 2 times."
            })
    void a_text_with_chinese_keeps_all_numbers_but_those_of_which_the_server_fails(String text, String written) {
        assertThat(Numerals.written(text, true)).isEqualTo(written);
    }

    @Test
    void a_number_alone_is_said_in_the_voices_language() {
        assertThat(Numerals.written("12,500", true)).isEqualTo("twelve thousand five hundred");
        assertThat(Numerals.written("12,500", false)).isEqualTo("12500");
    }
}
