"""What is typed into each field that is about a person: of syllables that no other file holds."""

STEM = "Zuqvorex"
"""What all of them begin with, and what is searched for."""

WHERE = "Vexalundo"
"""The street: known to the server in clear, and nobody's business on a phone or in a browser of the staff."""
PHONE, OTHER_PHONE = "8285550147", "8285550163"
CARD = {
    "Nombre o alias": f"{STEM}nombre",
    "Preguntar por": f"{STEM}prima",
    "¿Cómo se llama el idioma?": f"{STEM}lengua",
    "Nota": f"{STEM}nota",
}
PROMISE = {"Qué le prometió": f"{STEM}promesa", "Con qué nombre le van a llamar": f"{STEM}apodo"}
NEW_CARD = {field: f"{value}nueva" for field, value in CARD.items()}
DOOR_NOTE, DOOR_LANGUAGE, CORRECTED_NOTE = f"{STEM}puerta", f"{STEM}habla", f"{STEM}corregida"
STEP, LADDER_STEP = f"{STEM}paso", f"{STEM}escalon"
CASE_NOTE, LADDER_NOTE, MOVE_NOTE, REASON = (
    f"{STEM}{word}" for word in ("caso", "escalera", "sube", "porque")
)
UNSAVED = f"{STEM}borrador"
NEEDS = '"needs":["housing', '"\x05needs'
"""A need is a word that the app knows; behind its field's name, in JSON or as IndexedDB writes it, it is somebody's."""

HOUSEHOLD = 47
COUNTERPARTY = {"name": f"{STEM}casero", "place": f"{STEM}parque"}
ALIKE = f"{STEM}caseros"
CASE_TASKS = {
    "Cita": {"Qué hay que hacer": f"{STEM}cita", "Lugar o con quién": f"{STEM}oficina"},
    "Derivación": {"Qué hay que hacer": f"{STEM}deriva", "Lugar o con quién": f"{STEM}despensa"},
    "Gestión en su nombre": {"Qué hay que hacer": f"{STEM}llama", "Lugar o con quién": f"{STEM}abogada"},
    "Acompañamiento": {
        "Qué hay que hacer": f"{STEM}corte",
        "Lugar o con quién": f"{STEM}juzgado",
        "Quién más va": f"{STEM}cuñado",
    },
}
LADDER_TASK = {"Qué hay que hacer": f"{STEM}charla", "Lugar o con quién": f"{STEM}banco"}
MEETING = {"title": f"{STEM}junta", "place": f"{STEM}salón", "outcome": f"{STEM}acuerdo"}
ROLE = {"Cuál": f"{STEM}taller", "Condado o zona": f"{STEM}condado"}
EVENT = {"Qué evento es": f"{STEM}posada", "Dónde": f"{STEM}iglesia"}
FOOD, CAME_OF_IT = f"{STEM}carne", f"{STEM}cosecha"
OUTCOME = f"{STEM}resulta"
"""What came of a task begins so."""
DESK = (
    *COUNTERPARTY.values(), ALIKE, *(text for task in CASE_TASKS.values() for text in task.values()),
    *LADDER_TASK.values(), *MEETING.values(), *ROLE.values(), *EVENT.values(), FOOD, CAME_OF_IT, f"{OUTCOME}fin",
    *(f"{OUTCOME}{task['Qué hay que hacer'][-5:]}" for task in (*CASE_TASKS.values(), LADDER_TASK)),
)  # fmt: skip
NUMBERS = f'"household":{HOUSEHOLD}', '"\x09household'
"""A number is anybody's; behind its field's name it is somebody's."""

SEALED = (
    *CARD.values(), *PROMISE.values(), *NEW_CARD.values(), PHONE, OTHER_PHONE, DOOR_LANGUAGE, CORRECTED_NOTE, STEP, LADDER_STEP,
    CASE_NOTE, LADDER_NOTE, MOVE_NOTE, REASON, WHERE, *DESK,
)  # fmt: skip
PERSONAL = (
    STEM,
    PHONE,
    f"{PHONE[3:6]}-{PHONE[6:]}",
    OTHER_PHONE,
    f"{OTHER_PHONE[3:6]}-{OTHER_PHONE[6:]}",
    *NEEDS,
    *NUMBERS,
)
