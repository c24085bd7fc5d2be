import pytest
from aidcli import seeds
from aidcli.codelist import Codebook
from hypothesis import settings

settings.register_profile("aidcli", max_examples=80, deadline=None, print_blob=True)
settings.load_profile("aidcli")


@pytest.fixture(scope="session")
def codes() -> Codebook:
    """The codelists that ship with aidcli."""
    return Codebook(seeds.codes)
