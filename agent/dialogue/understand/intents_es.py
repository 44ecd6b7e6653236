"""What callers want, in Spanish; what the list is for stands in intents.py. Accents are taken off before."""

_MINE = r"(?:mi|la|una|el|su|nuestra|esa|esta) (?:\w+ )?(?:cita|consulta|visita|hora|reserva|revision)"
_THING = r"(?:cita|consulta|visita|hora|revision|hueco|turno|chequeo)s?"
_CARER = (
    r"(?:medic[oa]|doctora?|dra?|enfermer[oa]|dentista|fisio\w*|especialista|pediatra|matrona|ginecolog[oa])"
)

PATTERNS = (
    (
        "slower",
        r"\b(mas (despacio|lento|lentamente|pausado)|(muy|demasiado|tan) (rapido|deprisa|de prisa))\b",
    ),
    (
        "louder",
        r"\b(mas (alto|fuerte)|(no|apenas|casi no) (le|la|lo|te|se) (oigo|escucho|oye|escucha)(?! bien, si)"
        r"|muy bajo|muy bajito|suba el volumen|volumen)\b",
    ),
    (
        "start_over",
        r"\b((empezar|empecemos|empezamos|empiece|comenzar|comencemos|volver a empezar)( todo)? (de nuevo"
        r"|otra vez|desde (el principio|cero))|volvamos a empezar|desde el principio|desde cero)\b",
    ),
    (
        "repeat",
        r"\b(repit\w+|repet\w+|(digalo|dimelo|digamelo|dilo) (otra vez|de nuevo)|(otra|una) vez( mas)? por"
        r" favor|que (ha|has) dicho|que (dijo|dice)|no (le |lo |te )?(he entendido|entendi|entiendo)( bien)?"
        r"|no me he enterado|me lo he perdido)\b"
        r"|^\W*(como|perdon|perdone|que|disculpe|mande|otra vez|eh|digame)( por favor)?\W*$",
    ),
    (
        "message",
        r"\b((dejar|dejo|dejarle|tomar|tome|apunt\w+|pas\w+) (un|el|este|mi|le un) (recado|mensaje|aviso)"
        r"|(recado|mensaje) (para|a)|(que )?me (llamen|llame|devuelvan la llamada|vuelvan a llamar"
        r"|telefoneen)|devolver\w* la llamada|(digale|diganle|decirle|avis\w+) (a|al) )",
    ),
    (
        "machine",
        r"\b(estoy hablando|hablo|es|eres|es usted|esto es|estoy) (con )?(una |un )?(maquina|robot"
        r"|ordenador|computadora"
        r"|bot|grabacion|contestador|persona (de verdad|real)|humano)\b",
    ),
    (
        "person",
        r"\b(((hablar|comunic\w+|hable) con|pongame con|pas\w+ con|ponme con|me pasa con) (un|una|el|la|algun"
        r"|alguna|alguien|recepcion|su|los|las|persona|ser)( \w+)?( humano| real)?|operador[a]?|humano"
        r"|una persona|persona (real|de verdad)|(no (quiero hablar )?con )?una? (maquina|robot)"
        r"|agente|telefonista)\b|^\W*(persona|recepcion|recepcionista|alguien|secretari[ao])( por"
        r" favor)?\W*$",
    ),
    (
        "cancel",
        rf"\b((anul|cancel)\w*|(quit|borr|elimin)\w+ {_MINE}|dar(me)? de baja|ya no (necesito|quiero"
        rf"|me hace falta) (ir|venir|{_MINE}|ver)|no (voy a (ir|poder ir|venir|poder venir)|podre (ir|venir"
        rf"|acudir|asistir)|puedo (ir|acudir|asistir) a {_MINE}))\b(?! eso\b)",
    ),
    (
        "move",
        rf"\b((cambi|mov|muev|aplaz|aplac|retras|adelant|pospon|atras)\w* ({_MINE}|de (hora|dia|fecha)|el dia"
        rf"|la fecha|lo\b)|reprogram\w+|cambiar(la|me)\b|pasar(la|me)? {_MINE}|pasarla (al?|para)"
        rf"|mover(la|me)"
        rf"|aplazar\w*|retrasar\w*|adelantar\w*|posponer\w*|otro dia en (vez|lugar)|en (vez|lugar)"
        rf" de (la|mi))\b",
    ),
    (
        "when",
        rf"\b((cuando|a que hora|que dia|para cuando|en que fecha) (es|era|tengo|tenia|seria|esta|me"
        rf" toca|es que"
        rf" tengo|tenemos|debo (ir|venir)|tengo que (ir|venir))( {_MINE})?(?!.*\b(abr|cierr))|(tengo"
        rf"|tenia) (alguna|otra) {_THING}|(recuerd\w+|record\w+|confirm\w+|comprob\w+|consult\w+"
        rf"|olvid\w+|mir\w+"
        rf"|saber)\b[^.?!]{{0,20}}({_MINE}|cuando (es|tengo))|(tengo|hay) {_THING} (reservada|apuntada"
        rf"|con ustedes)|mi proxima cita)\b",
    ),
    (
        "book",
        rf"\b((pedir|ped[ií]a|pido|coger|reservar|reserva|concertar|solicitar|sacar|hacer|dar(me)?"
        rf"|quiero|queria"
        rf"|quisiera|necesito|necesitaba|me (gustaria|puede dar|da|dan)|hay|tiene|tienen|tendria"
        rf"|agendar|agendo) (\w+ ){{0,3}}{_THING}|(pedir|reservar|concertar) para|(ver|visitar|que me"
        rf" vea) (a |al"
        rf" )?(un |una |el |la |mi )?{_CARER}|(algo|algun hueco|hueco|hora) (libre|disponible)|me (puede"
        rf"|podria) (ver|atender|visitar)|que me (vea|mire|atienda)\w*|pacientes? nuev[oa]s?|vacun\w+"
        rf"|hacerme (un|una)|registrar(me|se)|darme de alta|chequeo)\b"
        rf"|^\W*(\w+ ){{0,2}}{_THING}( por favor)?\W*$"
        rf"|^\W*(?:pues |hola,? )?(?:una?|otra?) (?:{_THING}|analisis|analitica|radiografia|ecografia)\b",
    ),
    (
        "hours",
        r"\b(horarios?|(a que hora|cuando|hasta que hora|hasta cuando|desde que hora) (\w+ ){0,3}(abr\w+"
        r"|cierr\w+|cerr\w+|estan|hay)|abren|abierto|abierta|abris|cierran|cerrado|cerrada|hora de (apertura"
        r"|cierre)|horas de (apertura|atencion|consulta|visita)|estan (abiertos|cerrados))\b",
    ),
    (
        "address",
        r"\b(direccion|donde (\w+ )?(estan|esta|queda|quedan|se encuentra\w*|es|os encontrais|estais)|como"
        r" (se )?(llego|llega|llegar|voy|puedo (llegar|ir))|ubicacion|ubicad\w+|en que (calle|zona"
        r"|parte|barrio)"
        r"|que calle|(encontrar|encuentro) (la clinica|la consulta|el centro|el sitio))\b",
    ),
    (
        "help",
        r"\b(que (puede|puedes|puedo|sabe) (hacer|pedir|preguntar|decir)|en que (me )?puede ayudar\w*"
        r"|como funciona (esto)?|que opciones|no se que (decir|hacer)|para que sirve)\b"
        r"|^\W*ayuda( por favor)?\W*$",
    ),
    (
        "bye",
        r"\b(adios|hasta (luego|pronto|otra|la vista|manana)|eso (es|era|seria) todo|nada mas|ya (esta"
        r"|es) todo"
        r"|que (tenga|pase) (un )?(buen|buena|feliz)|chao|chau|me despido)\b",
    ),
    (
        "greeting",
        r"^\W*((hola|buenos dias|buenas tardes|buenas noches|buenas|buen dia|digame|oiga|alo)\W*"
        r"(que tal|como esta|hay alguien)?\W*)+$|\bme (oye|oyen|escucha|escuchan)\b|\bhay alguien (ahi"
        r"|en casa)\b",
    ),
)
THANKS = r"\b(gracias|se lo agradezco|muy amable)\b"

# There is no model of meaning for Spanish: these are ordinary wishes, to be told from cries for help
# (likeness.py).
EXAMPLES = {
    "book": (
        "Quiero pedir una cita.",
        "¿Me puede ver el médico esta semana?",
        "¿Tienen algo libre mañana por la mañana?",
        "Mi hijo está malo y quiero que lo vean.",
        "Necesito una analítica.",
        "Me duele la rodilla, ¿me la pueden mirar?",
        "Soy paciente nuevo y quería hora.",
        "Quiero vacunarme de la gripe.",
    ),
    "move": (
        "Quiero cambiar la cita a otro día.",
        "¿Puede ser más tarde?",
        "No me viene bien la hora que me dieron.",
        "Prefiero el miércoles en vez del lunes.",
    ),
    "cancel": (
        "Quiero anular mi cita.",
        "No voy a poder ir.",
        "Ya no necesito ver al médico.",
        "Dele mi hora a otra persona.",
    ),
    "when": (
        "¿Cuándo tengo la cita?",
        "No me acuerdo del día de mi visita.",
        "¿Mi cita es por la mañana o por la tarde?",
        "¿Me confirma la hora?",
    ),
    "hours": ("¿A qué hora abren?", "¿Están abiertos el sábado?", "¿Hasta qué hora están?"),
    "address": ("¿Dónde está la clínica?", "¿Cómo llego?", "¿En qué calle están?"),
    "person": ("Quiero hablar con una persona.", "Páseme con recepción.", "No quiero hablar con un robot."),
    "message": (
        "Quiero dejar un recado.",
        "Dígale a la doctora que he llamado.",
        "Que me llamen esta tarde.",
    ),
    "yes": ("Sí, me viene bien.", "Sí, esa hora es perfecta.", "Vale, la primera."),
    "no": ("No, esa no me va bien.", "No, gracias.", "No, no es correcto."),
    "other": (
        "Me llamo Ana García Ruiz.",
        "Nací el tres de mayo de mil novecientos setenta y uno.",
        "Mi teléfono es el seis uno dos tres cuatro cinco seis siete ocho.",
        "El martes a las diez.",
        "La semana que viene por la tarde.",
        "Con la doctora Walsh.",
        "Es para mi hija.",
        "Es la primera vez que voy.",
    ),
}
