"""Settings of the whole test run."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["records", "privacy"]

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "night", parent=settings.get_profile("ci"), derandomize=False, max_examples=500
)
settings.load_profile(os.environ.get("RELIEFLINE_HYPOTHESIS", "ci"))
