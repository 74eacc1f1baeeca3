"""The SSH server: which ways of logging in and which algorithms it has, and no more."""

from __future__ import annotations

import logging
from typing import Final

import asyncssh

from bisectbuild.errors import UsageError
from bisectbuild.remote.guest import Guest
from bisectbuild.remote.host import Host
from bisectbuild.remote.house import House

# As long as OpenSSH's server gives: a person compares a fingerprint, and types a passphrase.
LOGIN_SECONDS: Final = 120.0
# Those of OpenSSH 9.2's own defaults that stand on no SHA-1; the first also stands for the
# ones that later versions prefer, against quantum computers.
_EXCHANGES: Final = (
    "*25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp*,diffie-hellman-group16-sha512"
)
_CIPHERS: Final = (
    "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,"
    "aes256-ctr,aes192-ctr,aes128-ctr"
)
_CODES: Final = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-*"
_PROOFS: Final = (
    "ssh-ed25519,sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,"
    "ecdsa-sha2-nistp521,sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256"
)
_BACKLOG: Final = 512
_WINDOW: Final = 256 * 1024


async def listen(house: House, host: Host, address: str, port: int) -> asyncssh.SSHAcceptor:
    """Begin to take connections. Raises UsageError where the address cannot be had.

    One who has not logged in after two minutes is let go (after ten seconds already where not
    even keys were exchanged), and one whose connection no longer answers after a minute.
    """
    # What it would write of a hostile client stands in the job's log, where it could command.
    logging.getLogger("asyncssh").setLevel(logging.CRITICAL + 1)
    try:
        return await asyncssh.listen(
            address,
            port,
            server_factory=lambda: Guest(house),
            server_host_keys=[host.key],
            server_version="bisectbuild",
            authorized_client_keys=None,
            public_key_auth=True,
            password_auth=False,
            kbdint_auth=False,
            host_based_auth=False,
            gss_host=None,
            gss_kex=False,
            gss_auth=False,
            agent_forwarding=False,
            x11_forwarding=False,
            allow_scp=False,
            sftp_factory=None,
            line_editor=False,
            encoding=None,
            window=_WINDOW,
            kex_algs=_EXCHANGES,
            encryption_algs=_CIPHERS,
            mac_algs=_CODES,
            signature_algs=_PROOFS,
            compression_algs="none",
            login_timeout=LOGIN_SECONDS,
            keepalive_interval=15,
            keepalive_count_max=3,
            backlog=_BACKLOG,
            config=None,
        )
    except OSError as error:
        raise UsageError(
            f"No one can be let in at {address} port {port}: {error.strerror or error}.",
            hint="Leave --ssh-listen out, and a free port of 127.0.0.1 is taken.",
        ) from error
