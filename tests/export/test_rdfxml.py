"""What RDF/XML cannot say is refused, never changed."""

import pytest

from kotograph.errors import InputError
from kotograph.export.rdfxml import iter_rdfxml
from kotograph.quads import literal
from kotograph.terms import read_quads
from kotograph.vocab import expand

from .dataset import BASE


def write(predicate: str, obj: str) -> str:
    """Return one quad as RDF/XML."""
    return "".join(iter_rdfxml(read_quads([f"<{BASE}id/x/1> {predicate} {obj} <{BASE}graph/g> .\n"])))


@pytest.mark.parametrize("char", ["\x00", "\x08", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_forbidden_characters_are_refused(char: str) -> None:
    with pytest.raises(InputError, match=f"U\\+{ord(char):04X}"):
        write(expand("koto:value"), literal(f"a{char}b"))


@pytest.mark.parametrize("iri", ["https://e.example/12", "https://e.example/", "urn:x:1", expand("rdf:li")[1:-1]])
def test_predicates_without_a_name_are_refused(iri: str) -> None:
    with pytest.raises(InputError, match="has no XML name"):
        write(f"<{iri}>", '"x"')


def test_a_carriage_return_survives_xml() -> None:
    assert ">a&#13;\nb &lt;&amp;&gt;<" in write(expand("koto:value"), literal("a\r\nb <&>"))


def test_the_type_is_the_element() -> None:
    text = write(expand("rdf:type"), expand("koto:Project"))
    assert f'  <koto:Project rdf:about="{BASE}id/x/1">\n  </koto:Project>\n' in text
