"""How requests are sent: again where that is safe, with the login that the server asks for, and to nobody else."""

from __future__ import annotations

import email.utils
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kotograph.errors import InputError, RefusedError, RemoteError, UsageError
from kotograph.store.graphs import RemoteGraphs, find_addresses
from kotograph.store.web import PASSWORD, USER, Call, Login, Reply, Web, find_login
from tests.store import stub_server

URL = "https://store.example/data"
Answer = httpx.Response | Exception


class Script:
    """A server that gives the next answer of a list; it keeps what it was sent, and how long the client waited."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.sent: list[httpx.Request] = []
        self.logins: list[str] = []
        self.waits: list[float] = []

    def web(self, login: Login | None = None, retries: int = 4) -> Web:
        transport = httpx.MockTransport(self._answer)
        return Web(login, retries=retries, sleep=self.waits.append, transport=transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        # The client may send the same request again with another header.
        self.logins.append(request.headers.get("Authorization", ""))
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def refuse(script: Script, repeats: bool = True) -> RemoteError:
    with pytest.raises(RemoteError) as caught:
        script.web().send(Call("PUT", URL, content=b"x", repeats=repeats))
    assert (caught.value.where, caught.value.exit_code, bool(caught.value.hint)) == (URL, 4, True)
    return caught.value


class TestAgain:
    def test_a_busy_server_is_asked_again_when_it_says(self) -> None:
        later = email.utils.formatdate(time.time() + 30, usegmt=True)
        answers = [
            httpx.Response(503, headers={"Retry-After": "7"}),
            httpx.Response(429, headers={"Retry-After": later}),
        ]
        script = Script(*answers, httpx.Response(502), httpx.Response(201, text="done"))
        assert script.web().send(Call("PUT", URL, content=b"x")) == Reply(201, "text/plain", b"done")
        assert script.waits[0] == 7 and 25 < script.waits[1] <= 30 and script.waits[2] == 2
        assert [request.content for request in script.sent] == [b"x"] * 4

    def test_not_for_ever(self) -> None:
        script = Script(*[httpx.Response(503, text="busy")] * 5)
        error = refuse(script)
        assert isinstance(error, RefusedError) and error.status == 503 and "busy" in error.message
        assert len(script.sent) == 5

    def test_not_when_the_wait_is_long(self) -> None:
        script = Script(httpx.Response(503, headers={"Retry-After": "86400"}))
        assert refuse(script).code == "endpoint-refused" and script.waits == []

    @pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
    def test_not_what_was_refused(self, status: int) -> None:
        script = Script(httpx.Response(status, text="ei käy:\n näin"))
        assert refuse(script).message == f"HTTP status {status}: ei käy: näin"

    @pytest.mark.parametrize(
        ("error", "code"),
        [(httpx.ReadTimeout("slow"), "endpoint-timeout"), (httpx.RemoteProtocolError("gone"), "endpoint-unreachable")],
    )
    def test_a_lost_answer(self, error: Exception, code: str) -> None:
        assert Script(error, httpx.Response(204)).web().send(Call("PUT", URL)).status == 204
        script = Script(error)
        assert refuse(script, repeats=False).code == code and len(script.sent) == 1

    def test_a_server_that_was_not_reached_has_done_nothing(self) -> None:
        script = Script(httpx.ConnectError("refused"), httpx.Response(204))
        assert script.web().send(Call("POST", URL, repeats=False)).status == 204

    def test_an_update_is_never_sent_twice(self) -> None:
        script = Script(httpx.Response(504))
        assert refuse(script, repeats=False).code == "endpoint-refused"

    def test_nothing_follows_to_another_address(self) -> None:
        script = Script(httpx.Response(307, headers={"Location": "https://other.example/"}))
        error = refuse(script)
        assert error.code == "endpoint-moved" and "https://other.example/" in error.message


class TestLogin:
    def test_digest(self) -> None:
        challenge = 'Digest realm="SPARQL", nonce="n", qop="auth", algorithm="MD5"'
        unknown = httpx.Response(401, headers={"WWW-Authenticate": challenge})
        script = Script(unknown, unknown, httpx.Response(200), httpx.Response(200))
        web = script.web(Login("dba", "secret"))
        for _ in range(2):
            web.send(Call("PUT", URL, content=b"x"))
        assert [login.partition(",")[0] for login in script.logins] == ["", "", *['Digest username="dba"'] * 2]

    def test_basic_only_where_nobody_listens(self) -> None:
        def unknown() -> httpx.Response:
            return httpx.Response(401, headers={"WWW-Authenticate": 'Basic realm="x"'})

        for url in (URL, "http://127.0.0.1:1/data", "http://localhost:1/data"):
            script = Script(unknown(), httpx.Response(200))
            script.web(Login("me", "secret")).send(Call("PUT", url))
            assert script.logins[0] == "" and script.logins[1].startswith("Basic ")
        script = Script(unknown())
        with pytest.raises(UsageError) as caught:
            script.web(Login("me", "secret")).send(Call("PUT", "http://store.example/data?graph=x"))
        assert caught.value.code == "insecure-login" and len(script.sent) == 1

    def test_no_login_is_sent_unasked(self) -> None:
        script = Script(httpx.Response(200))
        script.web(Login("me", "secret")).send(Call("PUT", URL))
        assert script.logins == [""]

    def test_where_it_comes_from(self, tmp_path: Path) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine store.example login me password from-file\n", encoding="utf-8")
        file = {"NETRC": str(netrc)}
        assert find_login(URL, {USER: "dba", PASSWORD: "x", **file}) == Login("dba", "x")
        assert find_login(URL, file) == Login("me", "from-file")
        assert find_login("https://other.example/", file) is None
        assert "from-file" not in repr(find_login(URL, file))
        netrc.write_text("machine store.example login me pässword\n", encoding="latin-1")
        with pytest.raises(InputError) as caught:
            find_login(URL, file)
        assert caught.value.code == "bad-netrc"


class TestEncrypted:
    @pytest.fixture
    def address(self, tmp_path: Path) -> Iterator[tuple[str, Path]]:
        """A server with a certificate that nobody has signed, and the file of that certificate."""
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(made, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        with stub_server.serve(stub_server.Reply()) as plain, _encrypt(context, urlsplit(plain).port or 0) as port:
            yield f"https://localhost:{port}/data", certificate

    def test_a_certificate_must_be_known(self, address: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
        url, certificate = address
        with pytest.raises(RemoteError) as caught:
            Web(retries=0, timeout=5).send(Call("GET", url))
        assert caught.value.code == "endpoint-unreachable" and "CERTIFICATE_VERIFY_FAILED" in caught.value.message
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert Web(retries=0, timeout=5).send(Call("GET", url)).status == 200


@contextmanager
def _encrypt(context: ssl.SSLContext, port: int) -> Iterator[int]:
    """Listen on a free port for encrypted connections, and hand what comes in one read to a plain server and back."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        ended = threading.Event()

        def run() -> None:
            while not ended.is_set():
                try:
                    with context.wrap_socket(listening.accept()[0], server_side=True) as near:
                        near.settimeout(5)
                        with socket.create_connection(("127.0.0.1", port), timeout=5) as far:
                            far.sendall(near.recv(65536))
                            while part := far.recv(65536):
                                near.sendall(part)
                except OSError:
                    continue

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            thread.join()


@pytest.fixture
def make() -> Iterator[Callable[..., RemoteGraphs]]:
    def make(*answers: Answer) -> RemoteGraphs:
        return RemoteGraphs(find_addresses("https://store.example/query"), Script(*answers).web(retries=0))

    yield make


def count_of(number: object) -> httpx.Response:
    return httpx.Response(200, json={"results": {"bindings": [{"n": {"type": "literal", "value": str(number)}}]}})


class TestAnswers:
    def test_a_cut_answer(self, make: Callable[..., RemoteGraphs]) -> None:
        part = httpx.Response(200, headers={"Content-Type": "text/turtle"}, text="<http://e/s> <http://e/p> 'a' .")
        with pytest.raises(RemoteError) as caught:
            make(count_of(2), part).measure("http://e/g")
        assert caught.value.code == "answer-cut" and "1 of the 2 statements" in caught.value.message

    @pytest.mark.parametrize(
        ("kind", "text", "code"),
        [("text/html", "<h1>Hello</h1>", "not-an-endpoint"), ("application/n-triples", "hello", "bad-answer")],
    )
    def test_no_graph(self, kind: str, text: str, code: str, make: Callable[..., RemoteGraphs]) -> None:
        with pytest.raises(RemoteError) as caught:
            list(make(httpx.Response(200, headers={"Content-Type": kind}, text=text)).iter_triples("http://e/g"))
        assert caught.value.code == code

    @pytest.mark.parametrize("answer", [httpx.Response(200, text="{"), httpx.Response(200, json=[]), count_of("many")])
    def test_no_count(self, answer: httpx.Response, make: Callable[..., RemoteGraphs]) -> None:
        with pytest.raises(RemoteError) as caught:
            make(answer).count("http://e/g")
        assert caught.value.code == "bad-answer"
