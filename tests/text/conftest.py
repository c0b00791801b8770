from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine, not about the text.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
