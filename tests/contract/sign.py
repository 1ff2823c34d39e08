"""Signs what schemathesis sends, unless it leaves the signature out to see that refused."""

import os

import schemathesis
from contract import Device

DEVICE = Device(bytes.fromhex(os.environ["LUUTRU_SEED"]), os.environ["LUUTRU_DEVICE"])


@schemathesis.hook
def before_call(context, case, kwargs):
    unsigned = case.headers is None or "Signature" not in case.headers
    if not unsigned:
        kwargs["auth"] = DEVICE
