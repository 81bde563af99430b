"""A package of models as a service has one: thirty tables in several modules that share a base."""

from . import catalog, kinds, people, sales
from .base import Base

__all__ = ["Base", "catalog", "kinds", "people", "sales"]
