"""Yes and no in Spanish; what each list is for stands in yes_no.py. Accents are taken off before."""

YES_WORDINGS = (
    r"(?:no hay|sin|ningun) problema|por que no|no me importa|no esta (?:nada )?mal|como no"
    r"|no (?:hay|tengo|veo) (?:ningun )?inconveniente|sin inconveniente|no,? (?:asi )?esta (?:muy )?bien"
    r"(?! asi no)(?= gracias| asi| perfecto)|no hay duda|sin duda"
)
NO_WORDINGS = (
    r"(?:claro|por supuesto|desde luego|creo|me parece|pues|que|ahora|todavia|aun|hoy|asi|es[aeo]|ya|mejor"
    r"|va a ser) que no|(?:claro|todavia|aun|hoy|asi|es[aeo]|ahora|mejor) no|no,? gracias"
    r"|no (?:(?:me|te|le|lo|la|se|nos) )*(?:esta|es|era|soy|va|viene|parece|conviene|quiero|puedo|creo"
    r"|vale|sirve|gusta|interesa|hace falta|necesito|hagas?|haga|reserve|anule|cambie)"
    r"(?: (?:muy|nada|del todo|tan))?(?: (?:bien|bueno|buena|correct[oa]|asi|es[aeo]|verdad|ciert[oa]"
    r"|posible|yo|exacto))?|tampoco|para nada|en absoluto|de ninguna manera|de ningun modo|nada mas"
    r"|eso es todo|es todo|esta mal|es incorrecto|mal escrito|que va|ni hablar|dejelo(?: asi| como esta)?"
    r"|(?:nunca|jamas) (?:he|hemos) (?:estado|venido|ido)|olvidelo|negativo|equivocad[oa]|nada,? gracias"
)
YES = (
    r"(?:^|(?<=[,|] )|(?<=pues )|(?<=bueno )|(?<=ah ))si(?! (?:puede|pudiera|fuera|es posible|tiene"
    r"|hay|no)\b)|sip|claro(?: que si)?"
    r"|por supuesto|vale|de acuerdo|esta (?:todo )?bien|(?:todo|muy) bien|todo correcto|perfecto"
    r"|perfectamente|correct[oa]|exact[oa]|exactamente|eso es|asi es|eso mismo|es[ae] mism[oa]|ok|okay"
    r"|okey|bueno|buena|venga|adelante|desde luego|efectivamente|afirmativo|(?:me|nos) (?:va|viene|parece"
    r"|queda) (?:muy |bastante )?(?:bien|perfecto|genial)|me sirve|me vale|genial|estupendo|fenomenal"
    r"|de una|dale|aja|aha|confirmo|confirmad[oa]|cierto|(?:es )?verdad|hagalo|reservel[ao]|reservemel[ao]"
    r"|cambiel[ao]|anulel[ao]|cancelel[ao]|la cojo|la quiero|me la quedo|me quedo con|creo que si"
    r"|yo creo que si|que si|soy yo|si si|ya he (?:estado|venido|ido)|encantad[oa]|justo|bien"
    r"|^por favor(?=[ ,|]*$)|eso|ya"
)
NO = r"no|nop|nunca|jamas|ningun[oa]?|incorrect[oa]|ni|nada"
FILLERS = (
    r"no (?:lo )?se|no estoy segur[oa]|no (?:me acuerdo|recuerdo)|no (?:le |lo )?(?:entiendo|entendi|oigo"
    r"|he entendido|he oido)|buenos dias|buenas(?: tardes| noches)?|no(?=[ ,|]*$)(?<=, no)(?<!no, no)"
    r"|verdad(?=[ ,|]*$)(?<=, verdad)|o no|a ver|que bien|(?:me )?da igual|mas bien|ya que|asi que"
    r"|bueno,? pues|bien,? pues|un momento|por eso|muchas gracias|no importa|no sabria"
)
