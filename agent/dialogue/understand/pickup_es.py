"""Who has picked up, in Spanish; what each list is for stands in pickup.py. Accents are taken off before."""

ASKS_CALLER = (
    r"\b(con|de) quien (hablo|tengo el gusto|desea|quiere|queria)\b|\bquien (es|habla|llama|eres|sois)\b"
    r"|\bde parte de quien\b|\bquien le llama\b|\ben que (le |te |les )?(puedo|podemos) (ayudar|servir)\w*\b"
    r"|\b(quiere|quieres|desea) (que le|dejar(le)?|hablar)\b|\ble (digo|doy) algo\b|\bque (desea|quiere)\b"
    r"|\bcomo (esta|estas|esta usted)\b|\bque tal\b|\bde que se trata\b|\b(le|te) puedo ayudar\b"
    r"|\bcon quien queria hablar\b"
)
MACHINE = (
    r"\b(deje|deja|dejen|dejad|dejar|dejeme|dejame|dejenos|dejanos)\b.{0,30}\b(mensaje|recado|nombre|numero"
    r"|datos)\b"
    r"|\b(despues|a partir|al oir|tras|luego) (de |del )?(oir )?(la |el )?(senal|tono|pitido|bip)\b"
    r"|\bal (oir|escuchar|sonar)\b.{0,12}\b(senal|tono|pitido|bip)\b"
    r"|\bbuzon (de voz|de mensajes)?|\bcontestador\w*|\bservicio de (contestador|mensajeria)\b"
    r"|\bgrab(e|a|ar|acion)\b.{0,15}\b(mensaje|nombre)\b"
    r"|\b(numero|persona|abonado|cliente|usuario)\b.{0,12}\b(marcado|llamado|al que llama|llama)\b"
    r"|\b(apagado|fuera de cobertura|no esta disponible en este momento|no existe|fuera de servicio)\b"
    r"|\b(pulse|marque|presione) (la |el )?(tecla|almohadilla|asterisco|cero|uno|dos|[0-9#*])"
    r"|\bintentelo (mas tarde|de nuevo)\b|\bvuelva a (intentarlo|llamar mas tarde)\b"
)
BACK = (
    r"\b(le|te|os|les) (llamare|llamaremos|devolvere|devolveremos|contestare|contestaremos)\b"
    r"|\b(me|nos) (pondre|pondremos) en contacto\b"
)
HINTS = (
    r"\b(ha|has) (llamado|contactado|comunicado) (a|al|con)\b|\bno (estoy|estamos|esta) (en casa|disponible"
    r"|aqui|en este momento)\b|\bno (puedo|podemos) (atender|contestar|coger|ponerme|responder)\w*\b"
    r"|\b(lo antes posible|en cuanto (pueda|podamos)|tan pronto como)\b|\bgracias por (llamar|su llamada)\b"
    r"|\bhorario (de atencion|de apertura|es)\b|\b(llame|llama) (mas tarde|en otro momento)\b"
    r"|\bestamos cerrados\b|\bque (tenga|tengas|pase) (un )?(buen|feliz)\b|\bahora mismo no\b"
    r"|\bya sab(e|es) (que|lo que) (hacer|tiene)\b"
)
OF_ANOTHER = r"\b(el|ella) (no|esta|ha|se|vuelve)\b|\bmi (mujer|marido|madre|padre|hij[oa]|esposa)\b"
SCREENER = (
    r"\b(diga|di|indique|grabe)\b.{0,12}\bnombre\b.{0,40}\b(motivo|por que|llamada|llama)\b"
    r"|\b(motivo|razon) (de|por) (su|la|tu|el que) (llamada|llama)|\bfiltr(a|o|ado)\b.{0,20}\bllamadas?\b"
    r"|\bver si (esta|la) (persona|disponible)\b"
)
ALIVE = r"\b(hola|si|diga|digame|oiga|bueno|alo|quien|alguien|que)\b"
