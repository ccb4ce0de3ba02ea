"""Names of the demo town, all invented."""

TOWN = "Valbruma"
STATE = "NC"
POSTCODE = "28700"

RIVER = "Heronfoot River"
HIGHWAY = "Old Drover Highway"
MAIN = "Millrace Street"
BACK = "Calle del Molino"
TERRACE = "Candlewick Street"
BRIDGES = ("Puente Verde Street", "Ferryman Street")
CROSS_STREETS = (
    "Bellwether Street",
    "Calle Luna Llena",
    "Tinpeddler Street",
    "Calle Hornero",
    "Thimbleberry Street",
    "Calle Rocío",
    "Butterchurn Street",
    "Calle Colibrí",
)
PARK_ROAD = "Camino de los Sauces"
PARK = "Los Sauces Mobile Home Park"
LANES = ("Garza Lane", "Mirlo Lane", "Tórtola Lane", "Gorrión Lane")

MOUNTAIN_ROADS = (
    "Saltlick Ridge Road",
    "Camino de las Luciérnagas",
    "Fiddlehead Hollow Road",
    "Cuesta del Cuervo",
    "Otterslide Road",
    "Loma Azul Drive",
    "Copperlantern Road",
    "Camino Viejo del Aserradero",
    "Nube Baja Road",
    "Hatband Hollow Road",
    "Paseo del Arroyo",
    "Quartzvein Road",
    "Camino de la Neblina",
    "Panpipe Ridge Road",
    "Vereda del Zorro",
    "Wickerbasket Road",
)
SPURS = (
    "Snowbell Court",
    "Piedra Lisa Lane",
    "Owlwink Lane",
    "Calle Manzanita",
    "Dulcimer Peg Lane",
    "Vuelta del Oso",
    "Sorghum Kettle Lane",
    "Cañada Honda",
    "Lampblack Lane",
    "Calle Madreselva",
    "Cricketsong Court",
    "Rincón del Helecho",
    "Featherbed Lane",
    "Calle Ardilla",
    "Turnspit Lane",
    "Loma Chica",
)

APARTMENTS = (
    ("Torres del Río", 4, 6),
    ("Candlewick Terrace", 3, 8),
    ("Casa Luciérnaga", 3, 6),
    ("Millrace Flats", 2, 8),
    ("Bellwether House", 2, 6),
)
"""Name, floors, flats a floor."""

UNLABELLED_FLATS = ("Ferryman Court", 8)
"""A building whose list counts its flats and doesn't name them."""

NO_HOMES = (
    ("Iglesia Luz del Valle", "CHURCH"),
    ("Templo Nueva Neblina", "CHURCH"),
    ("Tienda La Garza", "RETAIL STORE"),
    ("Heronfoot Grocery", "GROCERY STORE"),
    ("Lavandería Burbuja", "COMMERCIAL"),
    ("Valbruma Elementary School", "SCHOOL"),
    ("Valbruma Fire Station", "FIRE STATION"),
    ("Parque del Puente", "PARK"),
    ("Biblioteca de Valbruma", "LIBRARY"),
    ("Drover Filling Station", "GAS STATION"),
    ("Valbruma Cemetery", "CEMETERY"),
    ("", "UTILITY POLE"),
    ("", "PUMP STATION"),
)
"""Name and use of what nobody lives in."""
