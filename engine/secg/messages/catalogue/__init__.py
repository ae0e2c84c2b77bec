"""The messages about policies, facts and requests, by area; code names each as `catalogue.NAME`."""
# a name of an area is a name of the catalogue, so that a caller need not know in which area a message stands
# ruff: noqa: F403

from secg.messages.catalogue.inputs import *
from secg.messages.catalogue.policies import *
from secg.messages.catalogue.requests import *
from secg.messages.catalogue.versions import *
