"""`ivig-precheck` from the contract: before the first infusion."""

from .worlds import missing as could_change

CONTRA = ("iga_deficiency", "severe_renal_failure", "severe_heart_failure", "ivig_allergy")  # nel-contra-*
DECIDING = (*CONTRA, "autoantibodies_taken", "bloods_taken", "urgent")
OTHER = ("repeat_course", "vascular_risk", "low_blood_counts")
FIELDS = (*DECIDING, *OTHER)
BOTH = (True, False)

#: A yes to these brings a note that rests on this fact; nothing else does.
NOTED = {
    "vascular_risk": "nel-ae-thrombosis",
    "low_blood_counts": "nel-lab-general",
    "repeat_course": "nel-bloods-repeat",
}
IGA_NUANCE = frozenset({"nel-iga-frequency", "nel-iga-rare-anyway"})


def outcome(a: dict[str, bool | None]) -> str:
    iga, renal, heart, allergy = (a[name] for name in CONTRA)
    if iga or renal or heart or allergy:
        return "contraindicated"
    if None in (renal, heart, allergy):
        return "incomplete"
    if a["autoantibodies_taken"] is not True or a["bloods_taken"] is not True:
        return "incomplete"
    if iga is None:
        return "ready_before_iga" if a["urgent"] else "incomplete"
    return "ready"


def criteria(a: dict[str, bool | None]) -> dict[str, bool | None]:
    """What must hold before the first infusion: that nothing forbids it, and that the tests are taken."""
    absent = {f"no_{name}": None if a[name] is None else not a[name] for name in CONTRA}
    known_or_urgent = True if a["iga_deficiency"] is not None else a["urgent"]
    return absent | {"iga_known_or_urgent": known_or_urgent} | {name: a[name] for name in ("autoantibodies_taken", "bloods_taken")}


def missing(a: dict[str, bool | None]) -> set[str]:
    """Reading: a test that is known not to be taken leaves the verdict `incomplete`, so only
    a contraindication could change it then."""
    return could_change(outcome, a, dict.fromkeys(DECIDING, BOTH))


def outstanding(a: dict[str, bool | None]) -> set[str]:
    """The facts behind the two tests where the answers do not say they are done.

    Reading: they stand whatever the verdict is, as `outstanding` is defined for all calculators.
    """
    facts = set()
    if a["autoantibodies_taken"] is not True:
        facts.add("nel-autoantibodies-before")
    if a["bloods_taken"] is not True:
        facts.add("nel-bloods")
    return facts
