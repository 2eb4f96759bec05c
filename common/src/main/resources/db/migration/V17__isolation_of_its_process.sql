-- A reservation that was made while its run began elsewhere holds nothing: for as long as that run spoke, the process would have
-- stood idle.
CREATE OR REPLACE VIEW isolation_now AS
SELECT i.instance, i.run_id
FROM isolation i
JOIN run r ON r.id = i.run_id
LEFT JOIN worker w ON w.id = r.worker_id
WHERE r.state = 'running' AND i.instance = ANY(w.instances)
   OR r.state = 'queued' AND i.since > now() - interval '5 minutes';
