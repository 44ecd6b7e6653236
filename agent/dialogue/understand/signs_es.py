"""Signs of danger in Spanish, for a clinician to review; what each list is for stands in emergency.py.

Accents are taken off before they are compared.
"""

ALARMS = (
    r"\b(?:dolor|presion|opresion|punzadas?|peso) (?:\w+ ){0,3}pecho\b",
    r"\bduele (?:\w+ ){0,3}(?:el )?pecho\b",
    r"\b(?:infarto|ataque al corazon|paro cardiaco)\b",
    r"\b(?:no|apenas|casi no) (?:\w+ )?(?:puedo|puede|podemos) (?:casi )?respirar\b",
    r"\b(?:no|apenas) respir[ao]\b|\bdejado de respirar\b|\bsin respirar\b",
    r"\bcuesta (?:\w+ )?respirar\b|\bfalta (?:el |de )?aire\b|\bme ahogo\b",
    r"\bahogando\b|\batragant\w+|\basfixi\w+",
    r"\bponiendo (?:azul|morad[oa])\b|\blabios (?:azules|morados)\b",
    r"\bdesmay(?:ado|ada|o|ando)\b|\binconsciente\b|\bperdido el conocimiento\b",
    r"\bno (?:se )?(?:despierta|responde|reacciona|se mueve)\b",
    r"\b(?:ictus|derrame cerebral|embolia)\b",
    r"\b(?:lado|mitad) de (?:la cara|la boca|el cuerpo)\b|\bcara (?:caida|torcida)\b|\bboca torcida\b",
    r"\bno puede (?:mover|levantar|hablar)\b(?! con\b)|\bhabla raro\b",
    r"\bsangra(?:ndo)? (?:mucho|muchisimo|bastante)\b|\bsangr(?:o|ando) (?:mucho|muchisimo)\b"
    r"|\bno para de sangrar\b|\bhemorragia\b",
    r"\bsangre por todas partes\b|\bmucha sangre\b(?! en)|\b(?:vomit|tosi|escup)\w+ (?:con )?sangre\b",
    r"\bquiero (?:morir(?:me)?|matarme)\b|\bme quiero (?:morir|matar)\b|\bquiere (?:morir(?:se)?|matarse)\b",
    r"\bno quiero (?:vivir|seguir viviendo)\b|\bsuicid\w+|\b(?:acabar con|terminar con|quitarme) (?:mi"
    r"|la) vida\b|\bme voy a (?:matar|suicidar)\b|\bhacerme dano\b",
    r"\bsobredosis\b|\b(?:demasiadas|todas las|muchas|un monton de|una? (?:caja|bote"
    r"|blister)(?: enter[oa])? de) (?:pastillas|medicinas)\b",
    r"\b(?:tragado|bebido|comido|tomado) (?:\w+ )?(?:pila|lejia|veneno|detergente|iman)\b",
    r"\b(?:cerrando|cierra|hinchando|hincha) (?:\w+ )?(?:garganta|lengua|cara)\b",
    r"\breaccion alergica\b|\banafila\w+|\bchoque alergico\b",
    r"\bconvulsi\w+|\bataque (?:epileptico|de epilepsia)\b",
    r"\b(?:necesit\w+|mand\w+|envi\w+|llam\w+|quiero) (?:\w+ ){0,3}ambulancia\b",
    r"\b(?:por favor una|una) ambulancia\b|\b(?:tenido|hubo|ha habido) un accidente\b"
    r"|\b(?:esto )?es una (?:emergencia|urgencia)\b",
    r"\bapunal\w+|\batropell\w+|\bdisparado\b|\bquemado (?:mucho|gravemente)\b|\belectrocut\w+",
    r"\b(?:me estoy|se esta|esta) muriendo\b(?! de (?:ganas|risa|hambre|sed|sueno))",
    r"\brot[oa] aguas\b|\bde parto\b|\bviene el bebe\b",
)
CALMED = (
    r"\bhace (?:\w+ )?(?:anos?|mes(?:es)?|semanas?|tiempo)\b|\b(?:ano|mes|semana|verano"
    r"|invierno) pasad[oa]\b",
    r"\buna vez\b|\bde (?:nino|nina|pequeno|pequena)\b|\ba veces\b|\bya paso\b|\b(?:19|20)\d\d\b"
    r"|\bresfriado\b|\bal toser\b|\ben (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre"
    r"|octubre|noviembre|diciembre)\b|\bantecedentes\b",
    r"\bmurio\b|\bfallecio\b|\bcurso\b|\bclinica\b|\bprueba\b|\breceta\b|\bseguro\b|\brevision\b|\bencias\b",
)
DENIED = r"\b(?:no|nunca|sin|tampoco)(?: (?:tengo|tiene|es|tuve|ningun|ninguna|un|una|de))* $"
