"""The worker's jobs, for administrators."""

from asking import Ask, always

SURFACES = {
    "jobs.index": always(Ask("/admin/jobs")),
    "jobs.decide": always(Ask("/admin/jobs", {"job": "1", "do": "again"})),
}
