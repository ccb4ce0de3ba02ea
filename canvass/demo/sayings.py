"""What the demo's people are called and what they say, in Spanish and in English. Everything is invented."""

NEEDS = ("housing", "financial_crisis", "wage_theft", "food", "health", "school", "other")
INTERESTS = ("events", "meetings", "volunteering", "rights_training")
OTHER_LANGUAGES = ("mam", "quc", "kjb", "mix", "nah", "tsz")
"""ISO 639: Mam, K'iche', Q'anjob'al, Mixteco, Náhuatl, Purépecha."""

FIRST_NAMES = (
    "Amaranta", "Baltazar", "Candelaria", "Delfino", "Eulalia", "Fermín", "Graciela", "Hilario",
    "Itzel", "Jacinto", "Lisandra", "Melquíades", "Nayeli", "Octavio", "Petra", "Remedios", "Saturnino",
    "Tomasa", "Ubaldo", "Violeta", "Wendy", "Xóchitl", "Yadira", "Zenón", "Marlene", "Roy", "Tammy",
    "Curtis",
)  # fmt: skip
LAST_NAMES = (
    "Montealto", "Riachuelo", "Valdeflores", "Piedraluna", "Campoverde", "Solórzano", "Arroyave",
    "Neblina", "Cuesta", "Robledal", "Vientos", "Laguna", "Cumbres", "Sauceda", "Hollowell",
    "Fernbrook", "Ridgeway", "Quillfeather",
)  # fmt: skip
ALIASES = (
    "doña Lucha", "don Chepe", "la señora de las macetas", "Güicho", "la maestra Tere",
    "Beto el del taller", "Chayo", "el vecino del 12", "Lupita", "Miss Jo", "doña Cuca", "Kike",
)  # fmt: skip
AGAINST = {
    "housing": (
        ("landlord", "Alquileres Monte Azul LLC", "Lote 14"),
        ("landlord", "Alquileres Monte Azul", ""),
        ("landlord", "Alqileres Monteazul", ""),
        ("park", "Parque Los Robles", "Camino del Arroyo"),
    ),
    "wage_theft": (
        ("employer", "Empacadora Río Frío", ""),
        ("employer", "Empacadora Rio Frio Inc.", "Turno de noche"),
    ),
}
"""Who a need is with: kind, name as somebody wrote it, where."""
TASKS = (
    ("step", "Llamar a la dueña con la persona al lado", "", ""),
    ("appointment", "Revisar el contrato juntos", "10:30", "Oficina"),
    ("accompaniment", "Ir con la familia a la audiencia de desalojo", "09:00", "Juzgado del condado"),
    ("advocacy", "Pedir por escrito las horas trabajadas", "", ""),
)
"""What is done for a case: kind, in words, hour, place."""
PROMISES = {
    "es": {
        "today": {"words": "Le llamamos hoy mismo", "name": "Ana"},
        "week": {"words": "Le llamamos a más tardar el jueves", "name": "Ana"},
        "no_rush": {"words": "", "name": ""},
    },
    "en": {
        "today": {"words": "We will call you today", "name": "Ana"},
        "week": {"words": "We will call you by Thursday", "name": "Ana"},
        "no_rush": {"words": "", "name": ""},
    },
}
"""What Alma promised at the door, and the name that she gave, by how soon they ask for an answer."""

ASK_FOR = (
    "su hija mayor",
    "su esposo",
    "la comadre Chayo",
    "her sister",
    "doña Lupe, su suegra",
)

DOOR_NOTES = {
    "not_home": (
        "Había luz, pero nadie abrió.",
        "El timbre no sirve; tocar fuerte.",
        "Radio on inside, nobody came.",
        "La vecina dice que llegan después de las seis.",
    ),
    "conversation": (
        "Muy amable; quiere volantes para su trabajo.",
        "Conoce a varias familias del parque.",
        "Ofreció su patio para una reunión.",
        "Talked on the porch for a while.",
        "Prefiere que se le visite por la tarde.",
    ),
    "come_back": (
        "Estaba cocinando; volver el sábado por la mañana.",
        "Pidió que regresemos cuando esté su hermana.",
        "On a work call, try after five.",
    ),
    "declined": ("Con prisa, sin molestia.", "Not interested, polite."),
    "other_language": ("Su hijo traduce por las tardes.", "Entendió el saludo; hace falta intérprete."),
    "inaccessible": ("Portón con candado.", "Perro suelto en el patio.", "Gate closed, no bell."),
    "vacant": ("Casa vacía, letrero de renta.", "Boarded up."),
    "not_found": ("Es un taller, no una casa.", "No existe ese número."),
    "do_not_knock": ("Pidió que no volvamos.",),
    "skipped_unsafe": ("Discusión fuerte afuera; seguimos de largo.",),
}
"""What volunteers jot down, by the visit's result."""

NOTES_ES = {
    "housing": (
        "El dueño subió la renta dos veces este año y no arregla el techo.",
        "Les dieron treinta días para salir del lote.",
        "Hay humedad en el cuarto de los niños.",
    ),
    "financial_crisis": ("Se quedó sin horas en el trabajo desde el mes pasado.", "Debe dos recibos de luz."),
    "wage_theft": (
        "En la empacadora le deben tres semanas de pago.",
        "El contratista no contesta desde que terminaron la obra.",
    ),
    "food": ("Pregunta por la despensa de los jueves.",),
    "health": ("Necesita una clínica con intérprete.", "Busca quien lleve a su mamá a las citas."),
    "school": ("Quiere entender los avisos de la escuela.",),
    "other": ("Prefiere contar el asunto en persona.",),
    "events": ("Pregunta cuándo es la próxima posada comunitaria.",),
    "meetings": ("Podría prestar su casa para reuniones pequeñas.",),
    "volunteering": ("Tiene camioneta y los domingos libres.", "Quiere ayudar a traducir."),
    "rights_training": ("Quiere el taller de derechos para su equipo de trabajo.",),
}
NOTES_EN = {
    "housing": ("Rent went up twice and the heater is still broken.",),
    "financial_crisis": ("Lost hours at the plant since last month.",),
    "wage_theft": ("Crew boss owes the whole crew two weeks.",),
    "food": ("Asked about the Thursday pantry.",),
    "health": ("Needs a ride to the clinic.",),
    "school": ("Wants help reading school letters.",),
    "other": ("Would rather explain in person.",),
    "events": ("Asked about the next community dinner.",),
    "meetings": ("Could host a small meeting.",),
    "volunteering": ("Has a truck and free Sundays.",),
    "rights_training": ("Wants the rights workshop at church.",),
}
"""What contacts say, by the need or interest it belongs to."""
