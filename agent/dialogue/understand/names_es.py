"""What is said around a name in Spanish; what each pattern is for stands in names.py."""

LEAD_IN = (
    r"sí|si|vale|claro|bueno|hola|buenos días|buenas tardes|buenas|pues|eh+|em+|ah|oh|por supuesto|no|gracias"
    r"|por favor|perdón|perdone|y|mi|me|el|la|los|de|del|su|nombre|nombres|apellido|apellidos|completo|primer"
    r"|primero|segundo|pila|es|son|era|sería|se|soy|llamo|llama|llamaba|aquí|habla|al habla|le habla|está a"
    r"|a nombre de|he dicho|digo|a ver|déjeme pensar|señora?|señorita|don|doña|sr\.?|sra\.?|doctora?|para|con"
    r"|paciente|hij[oa]|mujer|marido|espos[oa]|madre|padre|herman[oa]|niñ[oa]|bebé|abuel[oa]|en nombre de"
    r"|llamo por|que"
)
BETWEEN = (
    r"[\s,]*\b(?:y )?(?:(?:de )?(?:mi|el|los|con) )?(?:primer |segundo )?(?:nombre|apellidos?)(?: es|"
    r" son)?\b[\s,:]*"
    r"|\b(?:señora?|don|doña|sra?)\b\.?"
)
SPELLED_IN = (
    r"[\s,.]*\b(?:que )?(?:se )?(?:escribe|deletreo|deletreado|deletrea|lo deletreo)(?: así)?\b[\s,:]*"
    r"|[\s,.]+(?:es decir|o sea|es)[\s,:]+(?=\w[\s,.-]+\w\b)"
)
TAIL = (
    r"\by (?:nací|mi\b|me\b|quiero|quería)|\bnac(?:í|id[oa])\b|\b(?:quiero|quería|quisiera|necesito|me"
    r" gustaría"
    r"|llamo (?:por|para|de))\b|\bpor favor\b|\bgracias\b|\bfecha de nacimiento\b|\bes mi nombre\b"
    r"|\bcon [bvhyzsc]\b"
    r"|\bpero\b|\bel \w+ de\b|\bde nada\b|\bpara servirle\b"
)
NO_NAME = frozenset(
    "qué por quién cuándo dónde cómo cual cuál sé no puedo puede repetir otra vez perdón entiendo cita pedir "
    "quiero necesito quería tengo tiene ayuda persona hablar alguien cosa dicho decir oigo porque anular "
    "cancelar cambiar sí si vale el esto eso creo espere momento segundo minuto pregunta ya está nunca he "
    "estado venido nuevo nueva paciente hacer usted ustedes su".split()
)
