"""Signs of danger in Spanish, for a clinician to review; what each list is for stands in emergency.py.

Accents are taken off before they are compared.
"""

_WHO = r"(?:(?:me|te|se|le|lo|la|nos|les) )*"
_SOME = r"(?:\w+ ){0,5}"
_FEW = r"(?:\w+ ){0,3}"
_TOOK = r"(?:tragado|bebido|tomado|ingerido|trago|bebio|tomo)"

ALARMS = (
    # the chest and the heart
    rf"\b(?:dolor|dolores|presion|opresion|punzadas?|pinchazos?|peso|ardor|quemazon) {_SOME}(?:pecho"
    rf"|corazon)\b",
    rf"\b(?:duele|aprieta|oprime|quema|molesta|agarra|lleva las? manos? a) {_FEW}(?:el |al )?(?:pecho"
    rf"|corazon)\b",
    r"\b(?:como un|un) (?:elefante|camion|yunque|bloque) (?:\w+ ){0,3}pecho\b",
    r"\b(?:infarto|ataque (?:al|de|del) corazon|ataque cardiaco|paro cardiaco|angina de pecho)\b",
    r"\b(?:dando|da|pasa|dado) (?:\w+ )?(?:algo )(?:\w+ )?(?:al|en el|del) corazon\b",
    r"\bcorazon (?:\w+ ){0,3}(?:a mil|parado|se (?:me|le) sale)\b|\b(?:no|sin) (?:\w+ ){0,3}pulso\b"
    r"|\bpulso (?:muy )?debil\b|\bsud\w+ frio\b",
    # breathing
    r"\b(?:no|apenas|casi no) (?:\w+ ){0,2}(?:puedo|puede|podemos|consigo|consigue|logra) (?:casi |ni "
    r"|bien )?"
    r"(?:respirar|coger aire|tomar aire)\b(?! por la nariz)",
    rf"\b(?:no|apenas) {_WHO}(?:respir[ao]|entra (?:el )?aire|llega (?:el )?aire)\b(?! bien con)"
    r"|\bdejado de respirar\b|\bsin respirar\b",
    r"\bcuesta (?:\w+ )?respirar\b|\bfalta (?:el |de )?aire\b|\bsin aire\b|\bme (?:estoy )?ahog(?:o|ando)\b"
    r"(?! (?:\w+ )?(?:un poco|al subir))|\brespir\w+ (?:\w+ )?(?:muy mal|con (?:mucha )?dificultad|fatal)\b",
    r"\bahogando\b|\batragant\w+|\basfixi\w+",
    r"\b(?:poniendo|puesto|pone|esta|quedando|quedado) (?:\w+ )?(?:azul|morad[oa])\b|\blabios"
    r" (?:azules|morados)\b",
    # gone
    r"\bdesmay(?:ado|ada|o|ando|ar)\b|\binconsciente\b|\bdesplom\w+|\bcaido redond[oa]\b"
    r"|\b(?:perdido|pierde|perdio|sin) (?:el )?(?:conocimiento|sentido)\b",
    rf"\bno {_WHO}(?:despierta|reacciona|contesta|se mueve|vuelve en si)\b(?! (?:nadie|el|al|la|los"
    rf"|mis?|sus?)\b)"
    rf"|\bno {_WHO}responde\b(?! (?:nadie|el|la|al|los|a (?:ese|este|la|las|los)|bien)\b)"
    r"|\bno (?:consigo|logro|puedo|podemos|hay manera de|consigo que) (?:que )?(?:\w+ )?(?:desp\w+)\b",
    # the brain
    r"\b(?:ictus|derrame cerebral|embolia|trombosis)\b|\bapoplej\w+",
    r"\b(?:lado|mitad|media?) (?:de )?(?:la |el )?(?:cara|boca|cuerpo)\b|\bcara (?:caida|torcida"
    r"|paralizada)\b"
    r"|\bboca torcida\b|\btorcido la (?:boca|cara)\b|\bparaliz\w+",
    r"\bno puede (?:mover(?:se)?|levantar(?:se)?|hablar|tragar)\b(?! (?:con|ahora|el hombro|el cuello"
    r"|la cita)\b)"
    r"|\bno puedo tragar\b"
    r"|\bhabla (?:muy )?(?:raro|como un borracho|arrastrando)\b|\bcuesta hablar\b|\bno se le entiende\b"
    r"|\b(?:un|el) (?:brazo|lado) (?:\w+ ){0,2}(?:sin fuerza|dormido|sin mover)\b|\bde repente no ve\b",
    # blood
    r"\bsangra(?:ndo)? (?:mucho|muchisimo|bastante|por la cabeza|sin parar)\b|\bsangr(?:o|ando)"
    r" (?:mucho|muchisimo)\b"
    r"|\bno (?:para|deja) de (?:sangrar|salir sangre)\b|\bhemorragia\b|\bdesangr\w+|\bsangre a chorros\b",
    r"\bsangre por todas partes\b|\b(?:mucha|muchisima) sangre\b(?! en)"
    r"|\b(?:vomit|tosi|escup|ech)\w+ (?:con )?sangre\b",
    # suicide
    r"\bquiero (?:morir(?:me)?|matarme|desaparecer)\b|\bme quiero (?:morir|matar)\b|\bganas de"
    r" (?:morir(?:me)?|matarme)\b"
    r"|\bquiere (?:morir(?:se)?|matarse)\b|\b(?:matarse|quitarse la vida)\b",
    r"\bno quiero (?:vivir|seguir viviendo)\b(?! (?:\w+ ){0,2}(?:aqui|en (?:este|esta) (?:barrio|casa"
    r"|ciudad|piso)))"
    r"|\bno quier[oe] (?:\w+ )?(?:estar )?en este mundo\b|\bsuicid\w+(?! asistido)"
    r"|\b(?:acabar con|terminar con|quitarme|quitarse) (?:mi vida|la vida|todo)\b"
    r"|\bme voy a (?:matar|suicidar|tirar)\b|\bse va a (?:matar|suicidar|tirar)\b|\bhacer(?:me|se) dano\b",
    # poison
    r"\bsobredosis\b|\b(?:demasiadas|todas las|muchas|un monton de|una? (?:caja|bote|frasco|blister)"
    r"(?: enter[oa])? de) (?:pastillas|medicinas|paracetamol|somniferos|ansioliticos)\b"
    rf"|\b{_TOOK} un(?:a|os|as)? (?:bote|frasco|caja) de\b",
    rf"\b(?:{_TOOK}|comido) {_FEW}(?:pilas?|lejia|veneno|detergente|iman|limpiador|amoniaco|salfuman"
    rf"|matarratas"
    r"|anticongelante|aguarras|disolvente|alcohol de quemar|insecticida|raticida)\b|\bse ha tragado"
    r" (?:\w+ )?pastillas"
    r"|\benvenen\w+|\bintoxic\w+",
    # allergy
    r"\b(?:cerrando|cierra|hinchando|hincha|hinchado) (?:\w+ )?(?:garganta|lengua|cara|labios)\b"
    r"|\b(?:lengua|garganta|cara) (?:muy )?hinchad[oa]\b|\breaccion alergica\b|\banafila\w+|\bchoque"
    r" alergico\b",
    # fits
    r"\bconvulsi\w+|\bataque (?:epileptico|de epilepsia)\b|\b(?:dando|dado|da) un ataque\b(?! de"
    r" (?:risa|tos|nervios))"
    r"|\bepilep\w+ (?:\w+ ){0,4}(?:crisis|ataque)\b|\bespuma por la boca\b|\bcrisis epileptica\b",
    # accidents and help
    rf"\b(?:necesit|mand|envi|llam|pid|quiero|vengan?)\w* {_FEW}ambulancia\b|\bambulancia (?:ya|rapido"
    rf"|urgente)\b",
    r"\b(?:por favor una|una) ambulancia\b(?! (?:de traslado|programada))"
    r"|\b(?:tenido|hubo|ha habido|acaba de haber) un (?:accidente|choque)\b|\bhay heridos\b"
    r"|\b(?:esto )?es una (?:emergencia|urgencia)\b|\bayuda urgente\b|\b(?:dense|dese) prisa\b",
    r"\bapunal\w+|\bpunalada\w*|\batropell\w+|\b(?:disparado|disparo|tiroteo)\b|\belectrocut\w+"
    r"|\bdescarga electrica\b"
    r"|\bquemado (?:mucho|gravemente|(?:\w+ ){0,3}(?:hirviendo|por todo|la cara))\b"
    r"|\bcaido (?:\w+ )?(?:por las escaleras|del tejado|de un|desde)\b|\btirar por la ventana\b"
    r"|\btirarse (?:por|al|del)\b",
    r"\b(?:me estoy|se esta|esta|se nos esta) muriendo\b(?! de (?:ganas|risa|hambre|sed|sueno|frio"
    r"|calor|verguenza))"
    r"|\bse (?:me |nos )?muere\b(?! (?:la bateria|el movil|de))",
    # as it is said in a hurry, and elsewhere than in Spain
    r"\b(?:no|ni) (?:me |nos )?(?:habla|abre los ojos|late)\b(?! (?:bien|todavia|espanol|ingles|mucho"
    r"|con|nunca))"
    r"|\bojos en blanco\b|\b(?:boquean|convulsionan|sacudien|deliran)\w+|\bno sabe (?:ni )?(?:quien es"
    r"|donde esta)\b"
    r"|\b(?:muy )?(?:atontad|ido|grogui)[oa]? (?:del|por el|de repente)\b|\b(?:inhalo|respirado"
    r"|inhalado) (?:\w+ )?(?:gas|humo)\b"
    r"|\bmuy atontad[oa]\b",
    r"\b(?:fue|ido|perdido|pierde|sin) (?:la )?fuerza (?:del|en (?:el|un|una)|de(?:l| un)?) (?:lado"
    r"|brazo|pierna|medio)\b"
    r"|\b(?:cara|boca) (?:chueca|virada|de lado)\b|\bno (?:siento|siente|noto|nota) (?:las?|el|los?)"
    r" (?:piernas?|brazos?|lado)\b"
    r"|\bcorazon se (?:me|le) (?:va a )?par\w+|\bse (?:ha|le ha|me ha) parado(?:,| el corazon)"
    r"|\bpeor dolor de cabeza\b|\bcuello rigido\b|\bmanchas moradas\b"
    r"|\b(?:cuarenta|4[0-2]) (?:y (?:un|dos|medio) )?(?:grados|de fiebre)\b|\bcomo un trapo\b",
    r"\bsangre (?:\w+ )?(?:del|por el|de los|por los) oidos?\b|\bcharco de sangre\b|\bsangrando\b(?!"
    r" (?:un )?po[cq]\w+)"
    r"(?! (?:la|las|el|los) encias?)|\bcort\w+ las venas\b|\bclavado\b(?! la (?:fecha|hora))|\bsalido"
    r" el hueso\b|\bsalio el hueso\b"
    r"|\bhueso (?:por )?fuera\b",
    r"\bno le encuentro sentido a la vida\b|\bsin ganas de vivir\b|\bpastillas delante\b"
    r"|\bapenas (?:puede|puedo) (?:tragar|hablar|respirar)\b",
    r"\bdisparar\w+ (?:a|en)\b|\bbalazo\b|\b(?:carro|coche|camion|moto|auto) (?:\w+ )?(?:pego|golpeo"
    r"|atropello|arrollo)\b"
    r"|\b(?:cara|manos?|cuerpo|piernas?|espalda) quemad[oa]s?\b|\bexplo(?:to|tado)\b"
    r"|\bme (?:ha pegado|pego|esta pegando|ha golpeado)\b",
    r"\b(?:se le ve|asoma|sale) la cabeza\b|\bsocorro\b|\bayuden(?:me|nos)\b|\bvengan (?:rapido|ya"
    r"|corriendo)\b"
    r"|\bayudeme por favor,? (?:que|es)\b",
    r"\bse (?:esta )?ahog\w+\b|\bno (?:llora|se queja|habla) ni\b|\bni se mueve\b|\bcomo (?:un"
    r" )?muert[oa]\b|\bse traba la lengua\b"
    r"|\ble traba la lengua\b|\bno coordina\b|\b(?:empez\w+|esta|puesto) a temblar\b|\bsin"
    r" sentido\b(?=.*\b(?:repente|manana|hoy)\b)"
    r"|\b(?:sangre|sangrando) (?:por todo|a lo bestia|a borbotones|que no)\b|\bsangra (?:\w+"
    r" ){0,3}(?:a lo bestia|y no)\b",
    r"\b(?:se|me) (?:quiere|quiero) (?:quitar|tirar|ahorcar|cortar)\b|\b(?:acabar|terminar) con"
    r" (?:esto|todo)\b|\bahorc\w+"
    r"|\batiborrado de\b|\b(?:tomado|tragado|comido|bebido) (?:\w+ )?(?:medicacion|medicinas?"
    r"|pastillas?|jarabe|medicamentos?)"
    r" (?:de|del) (?:su|mi|la|el|abuel\w+)\b|\bcierra (?:el|la) (?:pecho|garganta)\b|\blabios (?:muy"
    r" )?hinchados\b"
    r"|\b(?:cara|piel|labios) (?:azulad|morad|azul|gris)\w*\b",
    r"\b(?:cortado|arrancado|amputado|pillado) (?:un |el |la |una )?(?:dedo|mano|brazo|pierna|pie)\b"
    r"|\bcaido (?:\w+ )?(?:encima|de la escalera)"
    r"|\b(?:mordido|picado) (?:\w+ )?(?:vibora|serpiente|culebra|escorpion|alacran|medusa)\b|\baplast\w+"
    r"|\b(?:ya|estoy) empuj\w+|\badelantado el parto\b|\bno noto (?:al|que se mueva el) bebe\b|\bbebe"
    r" no se mueve\b"
    r"|\b(?:ha sido|es|sera|tiene|tenga|tener) un derrame\b",
    r"\brot[oa] aguas\b|\b(?:esta|estoy) de parto\b(?! (?:en|para|de baja))|\bviene el bebe\b|\bbebe"
    r" (?:\w+ )?viene\b"
    r"|\bdando a luz\b",
)
CALMED = (
    r"\bhace (?:\w+ )?(?:anos?|mes(?:es)?|semanas?|tiempo|dias)\b|\b(?:ano|mes|semana|verano"
    r"|invierno) pasad[oa]\b|\bdesde hace\b|\bllevo asi\b|\bingresad[oa]\b",
    r"\buna vez\b|\bde (?:nino|nina|pequeno|pequena)\b|\ba veces\b|\bde vez en cuando\b|\bya paso\b"
    r"|\b(?:19|20)\d\d\b"
    r"|\bresfriad[oa]\b|\b(?:al toser|cuando toso)\b|\ben (?:enero|febrero|marzo|abril|mayo|junio"
    r"|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre)\b|\bantecedentes\b",
    r"\bmurio\b|\bfallecio\b|\bcurso\b|\bclinica\b|\bprueba\b|\brecetas?\b|\bseguro\b|\brevision\b|\bencias\b"
    r"|\b(?:despues del infarto|ya salio|es ansiedad)\b|\bya esta\b|\bmascarilla\b|\bmamografia\b",
)
DENIED = (
    r"\b(?:no|nunca|sin|tampoco)(?: (?:tengo|tiene|es|hay|ha sido|tuve|ningun|ninguna|un|una|de"
    r"|nada))* $|\bno (?:me|le|nos) $|\bno (?:pienso|piensa|pensamos) en $|\bno necesito (?:una )?$"
    r"|\bsi (?:tengo|tiene) $"
)
