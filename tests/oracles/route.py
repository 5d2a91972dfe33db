"""`sid-route` from the contract: SCIG or IVIG?"""

from .worlds import missing as could_change

IVIG_WHEN = ("short_treatment", "very_high_dose", "skin_problems", "self_injection_trouble")  # mr-ivig-when
FIELDS = (*IVIG_WHEN, "small_child", "prefers_monthly")  # mr-small-children, mr-monthly-reasons
BOTH = (True, False)

# mg/ml and category of Table 1
PLAIN = {"hizentra": "200", "cutaquig": "165", "xembify": "200"}  # mr-hizentra, mr-cutaquig, mr-xembify
FACILITATED = {"hyqvia": "100"}  # mr-hyqvia
IVIG = {"kiovig": "100", "octagam": "100", "privigen": "100", "gamunex": "100"}  # mr-kiovig, mr-octagam, mr-privigen, mr-gamunex
TABLE_1 = PLAIN | FACILITATED | IVIG
CATEGORY = dict.fromkeys(PLAIN | FACILITATED, "anvend") | dict.fromkeys(IVIG, "overvej")  # mr-table-1

#: Reading: `scig` stands for all of "SCIG and facilitated SCIG" in Table 1.
FIRST = {
    "ivig_can_be_considered": set(IVIG),
    "plain_scig": set(PLAIN),
    "facilitated_scig": set(FACILITATED),
    "scig": set(PLAIN | FACILITATED),
}


def outcome(a: dict[str, bool | None]) -> str:
    """Reading: an unknown answer is passed over here ("any … is yes", "else"), and named as missing."""
    if any(a[name] for name in IVIG_WHEN):
        return "ivig_can_be_considered"
    if a["small_child"]:
        return "plain_scig"
    return "facilitated_scig" if a["prefers_monthly"] else "scig"


def missing(a: dict[str, bool | None]) -> set[str]:
    """Reading: of the unknown answers, `missing` holds those that could still change the verdict."""
    return could_change(outcome, a, dict.fromkeys(FIELDS, BOTH))
