"""Find what a name means among entries: normalised names of three languages, acronyms, identifiers, places, types."""

from kotograph.match.compare import PROPOSE
from kotograph.match.index import Index
from kotograph.match.model import Candidate, Entry, Feature, Name, Wanted

__all__ = ["PROPOSE", "Candidate", "Entry", "Feature", "Index", "Name", "Wanted"]
