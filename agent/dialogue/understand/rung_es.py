"""What somebody whom we have rung says, in Spanish; what each list is for stands in rung.py. Accents are
taken off before."""

CANNOT_TALK = (
    r"\b(ahora( mismo)? )?(yo )?no puedo (hablar|atender\w*|ponerme)( con usted| al telefono)?"
    r"( ahora( mismo)?| en este momento)?(?=\W*$|[,.;!]| porque| estoy)"
)
PATTERNS = (
    (
        "opt_out",
        r"\b(dej(e|en|a|ad)|par(e|en)) de (llamar|molestar)\w*|\bno (me |nos )?(vuelv\w+ a llamar\w*"
        r"|llam\w+ (mas|nunca)|llam\w+ (otra vez|de nuevo))|\bno (me |nos )?llam(e|en|es)\b(?! (ahora|hoy"
        r"|antes|tan))|\b(quit|borr|elimin)\w+ (mi numero|este numero|me (de|la)|de (la|su) lista)"
        r"|\bdej(e|a|en|ad)(me|nos) en paz\b"
        r"|\bno quiero (mas |que me )?(llam\w+|estas llamadas|recibir)|\bnunca mas\b"
        r"|\b(darme|dar) de baja\b|\bquiteme de\b",
    ),
    (
        "wrong_number",
        r"\b(numero|persona) equivocad[oa]\b|\bse (ha |han )?(equivoca\w*|equivocado)\b|\bse confunde\w*\b"
        r"|\b(aqui )?no (hay|vive|conozco|conocemos) (a )?(nadie|ningun\w*)\b|\baqui no (vive|es)\b"
        r"|\bno es (aqui|este numero|el numero)\b|\bya no vive aqui\b",
    ),
    (
        "call_later",
        CANNOT_TALK
        + r"|\b(llam\w+|vuelv\w+ a llamar\w*|intent\w+) (mas tarde|luego|despues|en otro momento|manana"
        r"|esta tarde|en un rato)\b|\b(mal|no es (un )?buen) momento\b|\bahora no\b(?! (lo |le |la )?(se|oigo"
        r"|entiendo))"
        r"|\bestoy (conduciendo|trabajando|en una reunion|reunid[oa]|ocupad[oa])\b|\bno (me )?llam\w+"
        r" (ahora|hoy|antes|tan)\b|\bno tengo tiempo\b|\bme pilla\w* (mal|ocupad[oa]|trabajando)\b",
    ),
    (
        "move",
        r"\b(cambiar|cambie|cambiarla|mover|moverla|aplazar\w*|posponer\w*|retrasar\w*|adelantar\w*"
        r"|reprogramar\w*|otro dia|otra (hora|fecha)|en otro momento)\b",
    ),
    ("cancel", r"\b(cancel\w+|anul\w+)\b"),
    (
        "no",
        r"^\W*(no|que va|tampoco)\b(?! (hay|tengo) (ningun )?(problema|inconveniente))"
        r"|\bno (puedo|podre|voy a poder|ire|voy a ir|me es posible)\b",
    ),
    (
        "yes",
        r"^\W*(si|claro|por supuesto|desde luego|de acuerdo|vale|soy yo|yo mism[oa]|al aparato|al habla"
        r"|asi es|correcto|exacto|ahi estare|alli estare|ire|cuente conmigo|perfecto)\b|\b(soy yo|ahi estare"
        r"|alli estare)\b",
    ),
)
THEMSELVES = r"\b(soy|me llamo|mi nombre es|le habla|habla|al (aparato|habla)|aqui)\b"
