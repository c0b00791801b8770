"""A page with files, on either database."""

import pytest
from desk import Desk, make_desk
from world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


@pytest.fixture
def either_desk(either_world: World) -> Desk:
    return make_desk(either_world)
