"""Property-based tests of the hub against its own OpenAPI document, by schemathesis.

A real hub process on a fresh ledger; this program enrols as a device and signs every request by an implementation of
RFC 9421 of its own. Run by script/test: contract.py HUB DOCUMENT SECONDS
"""

import base64
import hashlib
import os
import pathlib
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.parse

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Device(requests.auth.AuthBase):
    """Signs a request once its bytes are final."""

    def __init__(self, seed, keyid=None):
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.keyid = keyid or hashlib.sha256(self.public).hexdigest()[:16]

    def __call__(self, request):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        target = urllib.parse.urlsplit(request.url)
        digest = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
        covered = {"@method": request.method, "@path": target.path or "/"}
        if target.query:
            covered["@query"] = "?" + target.query
        covered["content-digest"] = digest
        names = " ".join(f'"{name}"' for name in covered)
        nonce = secrets.token_hex(16)
        params = f'({names});created={int(time.time())};keyid="{self.keyid}";nonce="{nonce}";alg="ed25519"'
        lines = [f'"{name}": {value}' for name, value in covered.items()] + [f'"@signature-params": {params}']
        signature = base64.b64encode(self.key.sign("\n".join(lines).encode())).decode()
        request.headers["Content-Digest"] = digest
        request.headers["Signature-Input"] = f"luutru={params}"
        request.headers["Signature"] = f"luutru=:{signature}:"
        return request


def start(hub, data):
    """Starts a hub without rates, which would be all that is tested, and waits until it listens."""
    port_file = data / "port"
    command = [hub, "serve", "--data", data, "--listen", "127.0.0.1:0", "--port-file", port_file]
    process = subprocess.Popen(
        [*command, "--rate-device", "0", "--rate-address", "0"], stderr=open(data / "log", "wb")
    )
    while not port_file.exists():
        if process.poll() is not None:
            sys.exit("the hub ended: " + (data / "log").read_text())
        time.sleep(0.05)
    return process, f"http://127.0.0.1:{port_file.read_text()}"


def enrol(hub, data, url, seed):
    code = subprocess.run([hub, "code", "--data", data, "--facility", "Hoa Sen"], capture_output=True, check=True, text=True)
    key = Device(seed)
    request = {"code": code.stdout.strip(), "public_key": base64.b64encode(key.public).decode()}
    answer = requests.post(f"{url}/v1/enrol", json=request, auth=key, timeout=10)
    answer.raise_for_status()
    return answer.json()["device"]


def main():
    hub, document, seconds = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder)
        data.chmod(0o700)
        process, url = start(hub, data)
        try:
            seed = secrets.token_bytes(32)
            environment = os.environ | {
                "SCHEMATHESIS_HOOKS": "sign",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": str(pathlib.Path(__file__).parent),
                "LUUTRU_SEED": seed.hex(),
                "LUUTRU_DEVICE": enrol(hub, data, url, seed),
            }
            schemathesis = pathlib.Path(sys.executable).with_name("st")
            command = [schemathesis, "--config-file", pathlib.Path(__file__).with_name("schemathesis.toml"), "run", document]
            command += ["--url", url, "--max-time", seconds, "--seed", "1", "--no-color"]
            command += ["--phases", "examples,coverage,fuzzing"]
            # It sends made-up signatures, which the hook replaces; the hub's own tests send them.
            command += ["--exclude-checks", "ignored_auth"]
            code = subprocess.run(command, env=environment, cwd=folder, check=False).returncode
            log = (data / "log").read_text()
            if "panicked" in log:
                sys.exit("the hub panicked: " + log[-2000:])
            # Only what a device signed and the hub believed is judged: without any, nothing behind the door was tested.
            if code == 0 and '"judged"' not in log:
                sys.exit("the hub judged no notice: no signed request came through")
            return code
        finally:
            process.terminate()
            process.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main())
