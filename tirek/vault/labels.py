"""Every key-derivation label there is: one list, so that no two uses of a key can ever meet.

A label is at most 16 bytes, because it travels as BLAKE2b's personalisation. No other module may spell one.
"""

X25519 = b"tirek.x25519.v1"
TALK = b"tirek.talk.v1"
SYM = b"tirek.sym.v1"
SEAL = b"tirek.seal.v1"
UNIT = b"tirek.unit.v1"
COMMIT = b"tirek.commit.v1"
KEK_PASSWORD = b"tirek.kek.pw.v1"
KEK_RECOVERY = b"tirek.kek.rc.v1"
MAKE_RECOVERY = b"tirek.rc.make.v1"
SESSION = b"tirek.sess.v1"
SESSION_ID = b"tirek.sid.v1"
PEPPER = b"tirek.pepper.v1"
LOOKUP = b"tirek.lookup.v1"
CONTACT = b"tirek.contact.v1"
EVENT = b"tirek.event.v1"
RELAY = b"tirek.relay.v1"
CONF = b"tirek.conf.v1"
CLEAR = b"tirek.clear.v1"
CHECK = b"tirek.check.v1"
ORG_BOX = b"tirek.org.box.v1"

ALL = frozenset(value for name, value in list(globals().items()) if name.isupper())
