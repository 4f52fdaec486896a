"""Places where evidence lies: finds it, and joins what belongs to one session."""

from replayer.sources.catalog import Catalog, Entry
from replayer.sources.item import Item
from replayer.sources.sighting import Sighting
from replayer.sources.skipped import Skipped

__all__ = ["Catalog", "Entry", "Item", "Sighting", "Skipped"]
