"""An aiosmtpd server as its manual shows one: submission by STARTTLS, implicit TLS, and a relay port."""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

site = json.load(open(sys.argv[1]))
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(site["cert"], site["key"])


class Handler:
    def __init__(self, relays):
        self.relays = relays

    async def handle_RCPT(self, server, session, envelope, address, options):
        if not self.relays and not address.endswith("@mail.example.test"):
            return "550 not relaying to that domain"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def authenticator(server, session, envelope, mechanism, data):
    good = (data.login.decode(), data.password.decode()) == (site["user"], site["password"])
    return AuthResult(success=good, handled=False)


async def main():
    loop = asyncio.get_running_loop()
    common = {"hostname": "mail.example.test", "data_size_limit": 10_485_760, "loop": loop}
    login = {"auth_required": True, "authenticator": authenticator}
    listeners = (
        (site["ports"]["587"], None, {"tls_context": context, "require_starttls": True, **login}, True),
        # With implicit TLS it does not know that the line is secure, and refuses AUTH unless told otherwise.
        (site["ports"]["465"], context, {"auth_require_tls": False, **login}, True),
        (site["ports"]["25"], None, {"tls_context": context}, False),
    )
    for port, implicit, options, relays in listeners:
        make = lambda relays=relays, options=options: SMTP(Handler(relays), **common, **options)
        await loop.create_server(make, site["address"], port, ssl=implicit)
    await asyncio.Event().wait()


asyncio.run(main())
