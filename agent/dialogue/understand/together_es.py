"""What dangers are made of in Spanish, for a clinician to review; how it is written stands in together.py.

Accents are taken off before they are compared.
"""

CONCEPTS = {
    # the body
    "chest": "pecho|torax|esternon|costillas|en el centro",
    "heart": "corazon|pulso|marcapasos",
    "upper": "cuello|brazo|brazos|mandibula|hombro|hombros",
    "limb": "brazo|brazos|braso|pierna|piernas|mano|manos|pie|pies|dedo|dedos|pulgar|muneca",
    "face": "sonrisa|cara|boca|parpado|labio",
    "side": "lado|medio lado|mitad|medio cuerpo|media cara|parte izquierda|parte derecha",
    "head": "cabeza",
    "eye": "ojo|ojos",
    "airway": "garganta|traquea|gaznate",
    "mouth": "lengua|labios|labio|garganta|boca|cara|ojos|parpados",
    "belly": "barriga|tripa|vientre|estomago|abdomen|testiculo|testiculos",
    "wound": "herida|corte|cicatriz|puntos|muela",
    # what is felt
    "pain": "duele*|dolor|dolores|dolia|doliendo|me pincha|molestia|molestias",
    "press": (
        "presion|opresion|aprieta|apretado|apretad*|apretando*|pesa|peso|quema|ardor|punzada*|pinchazo*"
        "|oprime|como una garra|cinturon|cuerda|cierra|pisaran|elefante|losa|aplasta*"
    ),
    "racing": "a mil|desbocado|acelerado|palpitaciones|muy rapido|salta|se me sale|se le sale",
    "fails": "se para|se me para|se le para|parado|descargas|raro|fallando|algo al corazon|es el corazon",
    "woozy": (
        "voy y vengo|mareo|mareada|mareado|mareando|desmay*|me caigo|caigo|se cae|ahogo|sudando|sudor*"
        "|flaqueo|fatal"
    ),
    "sweat": "sudando|sudor*|suda|empapad*",
    "drenched": "sudor frio|sudores frios|sudando frio|empapado en sudor|empapada en sudor|sudando a mares",
    "pale": (
        "muy mal color|puesto blanco|oscurece la cara|como el plomo|palid*|gris|blanc* como|sin color"
        "|amarill*|helad*|livid*"
    ),
    "blue": "azul|azules|azulad*|morado|morada|morados|violeta",
    "numb": "plomo|hormigue*|dormid*|adormecid*|acorchad*|sin fuerza|pesa|debil",
    "limb-fails": (
        "dormid*|durmio|sin fuerza|fallado|no responde|muert*|parado|colgando|no le va|pesa|hormigue*"
        "|paraliz*"
    ),
    # breath
    "air": "aire|respiracion|aliento",
    "lacks": (
        "falta|sin|no entra|no me entra|no le entra|no coge|no cojo|no me llega|no le llega|se queda|me quede"
        "|quedado sin"
    ),
    "breathe": "respirar|respira|respiro|respire|respirando|tomar aire|coger aire|respiracion",
    "cannot": (
        "no puedo|no puede|no pudo|no consigo|no consigue|no logra|no logro|casi no|apenas|cuesta|no|sin"
        "|ya no|dejado de|deja de|trabajo|incapaz de|no paro|no paro de"
    ),
    "laboured": (
        "con un silbido|muy rapido|muy rapido|raro|mal|flojito|muy flojo|ruidos|con dificultad|fatal"
        "|entrecortad*|superficial|pita|silba*|jade*|ronc*"
    ),
    "gasp": "jadea|jadeando|jadeo|boquea*|ahogando|ogando|asfixi*|ahogad* perdido",
    "drowning": "me ahogo|se ahoga|me estoy ahogando|se esta ahogando|se esta ogando|ahogando|me asfixio",
    "ribs": (
        "hunden las costillas|marcan las costillas|hunde el pecho|aletea la nariz|mueve mucho la nariz"
        "|mete la barriga"
    ),
    "stuck": (
        "trozo|atascado|atravesado|atragant*|clavado una espina|se ha quedado|se le ha quedado|espina|algo"
    ),
    "swallow": "tragar|tragar saliva|sacarlo|lo saca|hablar|decir palabra|toser|hablo|habla",
    "coughs": "tose",
    "puffer": "inhalador|nebulizador|ventolin|puffer|salbutamol",
    "no-help": (
        "no le hace|no me hace|no hace nada|no hace efecto|no le sirve|no me sirve|no ayuda|no funciona"
    ),
    "asthma": "asma|epoc",
    "worse": "mucho peor|muy fuerte|cada vez peor|empeora*|muy mal|ni hablar|ataque",
    # being there
    "wakes": (
        "despierta|despiert*|despertar|despertarl*|reacciona|reaccion*|me responde|me contesta|se mueve"
        "|vuelve en si|hace caso|me oye|consciente|abre los ojos|recupera|se levanta"
    ),
    "he": (
        "mi padre|mi madre|mi papa|mi mama|mi marido|mi mujer|mi esposo|mi esposa|mi hijo|mi hija|mi nino"
        "|mi nina|el nino|la nina|mi abuel*|abuel*|mi hermano|mi hermana|bebe|senor|senora|mi amigo|mi amiga"
        "|mi pareja|mi novi*|mi compan*|alguien|mi vecino|mi vecina|chico"
    ),
    "kid": "bebe|nino|nina|guagua|crio|recien nacido|mi hijo|mi hija|pequeno|pequena|chiquillo|nene|nena",
    "drowsy": (
        "blandit*|bland*|floj*|muy dormid*|adormilad*|como un trapo|sin fuerzas|no se tiene|aletargad*"
        "|atontad*|muy decaid*"
    ),
    "lying": "tirad*|tumbad*|desplomad*|cai*|caido|caida|encontrado",
    "place": (
        "noche en el suelo|suelo|piso|calle|bano|cocina|escalera*|acera|portal|puerta|coche|carro|jardin"
    ),
    "fainted": (
        "desmayado|desmayada|se desmayo|desmaye y|se desmaya|desvanecid*|desplom*|perdido el conocimiento"
        "|perdido el conosimiento|inconsciente|inconciente|inconsient*|caido redond*|me caigo redond*"
        "|caida redond*|me voy a desmayar"
    ),
    "chilled": "helado|helada|frio|fria",
    "cold": "frio en la cama|fria en la cama|helad*|tieso|tiesa|rigid* y frio",
    "dead": "muerto|muerta|se muere|esta muerto|esta muerta",
    "dying": (
        "se me muere|se nos muere|me estoy muriendo|creo que me muero|se esta muriendo|lo perdemos"
        "|la perdemos|se nos va|que se me va"
    ),
    "absent": (
        "mira fijo|mirando a la nada|mirando fijo|como ido|como ida|ojos abiertos|ojos en blanco|esta ido"
        "|muy raro|muy rara|como perdid*"
    ),
    # the brain
    "crooked": (
        "torcida|torcid*|caid*|cae|caido|rara|raro|desigual|de lado|para un lado|ido la boca|chueca|dormid*"
        "|paraliz*|hormigue*|colgando"
    ),
    "speech": "palabras|habla|hablar|lengua|decir",
    "muddled": (
        "arrastra*|sin sentido|tonterias|no le salen|no me salen|no le sale|no encuentra|no se le entiende"
        "|raro|mal|trab*|incoherenc*|cosas raras"
    ),
    "nonsense": "dice cosas|habla raro|cosas sin sentido|dice tonterias|no dice mas que|balbuce*",
    "knows": "sabe ni|sabe donde|sabe quien|sabe que dia|se donde|reconoce|conoce|coordina",
    "spin": "me da vueltas|todo da vueltas|me da todo vueltas",
    "confused": "confus*|confundid*|desorientad*|delir*|desvaria*|no coordina|ido de la cabeza",
    "sudden": (
        "de repente|de golpe|de pronto|ahora mismo|hace media hora|hace un rato|hace diez minutos"
        "|hace un momento|desde el mediodia|desde esta manana|acaba de|ha sido de"
    ),
    "sees": "ver|veo|ve|vista|vision|ciego|ciega",
    "lost": "perdido|perdi|dejado de|todo negro|en negro|no veo nada",
    "double": "veo doble|ve doble",
    "drunk-like": "como borracho|como borracha",
    "terrible": (
        "desmayarme|terrible a un lado|insoportable|explosion|martillazo|horrible|como nunca|peor|no aguanto"
        "|me retuerzo|muchisim*|terrible|dura como|en el suelo|estalla|me revienta|tremendo|fortisimo"
        "|no puedo mas|doblad*"
    ),
    "blast": "explosion|martillazo|estalla|trueno|revienta",
    "hold": (
        "leer|obedece|andar|sujetar|levantar|mover|sostener|andar|caminar|tenerse|sentir|siente|siento|sienta"
        "|nota|noto"
    ),
    "shaking": "temblando|tembl*|tiembla|sacudidas|rigid*|convuls*|agita|tiesa|tieso",
    "foam": "espuma rosa|espuma|muerde la lengua|mordido la lengua|babea*",
    "rolled": "en blanco|para atras|ojos vueltos|volteados",
    "fit": "ataque|ataques|convulsiones|convulsion|convulsionando|epileptic*",
    "going-on": (
        "le esta dando|le ha dado|le dio|otra vez|tercer|no se le pasa|no se recupera|ahora|tiene|esta"
    ),
    # blood and wounds
    "blood": "desangra|sangre|sangra*|sangro|sangrando|hemorragia|desangr*",
    "much": (
        "todas partes|todos lados|chorro|borboton*|muchisim*|mucha|mucho|harto|no para|no le para|no se corta"
        "|no deja|llena de|todo|toda|empapad*|bastante|perdiendo|coagulos|compresas|a lo bestia"
    ),
    "soaked": "empapad*|llen*",
    "not-stop": "no para|no deja|no paraba|no se corta|no para de",
    "open": "abierta|abierto|profund*|hueso|fuera|a borbotones",
    "hours": "horas|hora|toda la noche|no para|no deja|no se corta",
    "nose": "nariz",
    "pregnant": "embarazad*|estoy de ocho meses|encinta",
    "brought-up": "vomit*|tose|tosi|tosido|tos|escup*|orin*|al bano|heces|deposiciones|botando|boca",
    "tar": "alquitran|posos de cafe|negras como|negro como el alquitran",
    "thinners": "sintrom|anticoagulante*|acenocumarol|warfarina",
    "deep": "profundo|profunda|hueso|abierta|abierto|venas|arteria|a chorro|colgando",
    "cut": "cortado|corte|cort*|rebanado|seccionado|rajado|amputado|radial|motosierra|sierra|hacha",
    "severed": "cortado|rebanado|amputado|arrancado|seccionado",
    "finger": "dedo|pulgar|dedos",
    "tip": "punta|dedo|dedos|brazos|venas|muneca|munecas|pulgar|mano",
    "knock": "golpe|golpead*|dado en|caido de|cayo de|caida|caido|cayo|chocado|porrazo",
    "after-knock": (
        "vomit*|dormid*|confus*|inconsciente|mareado|de cabeza|sintrom|anticoagulante*|raro|sangra*|atontad*"
    ),
    "fall": "caido|caida|cayo|me cai|accidente|choque|escalera*|tejado|bici*|moto",
    "spine": "cuello|columna|espalda|cadera",
    "broken": "roto|rota|partido|partida",
    "bone": "hueso",
    "sticking": "salido|sale|fuera|asoma|piel|se le ve|se ve",
    "bent": "doblad* para|al reves|para el otro lado|del otro lado|colgando",
    "machine": "maquina|tractor|sierra|prensa|picadora|cinta|arbol|viga|muro|pared|techo|escombros|camion",
    "trapped": "atrapad*|pillad*|enganchad*|aplastad*|caido un|caido una|encima|debajo|cogid*",
    "struck": "atropell*|accidente y|un choque y|choque y",
    "beaten": (
        "paliza|apunal*|pegado|acuchill*|agredid*|atacad*|violad*|navaja|cuchillada|tiro|balazo|disparad*"
        "|navajazo"
    ),
    "grave": (
        "no se levanta|no esta bien|no se mueve|inconsciente|clavado|a mi|a alguien|le han|entre varios"
        "|la cara|cabeza"
    ),
    "bitten": "mordido|mordio|mordedura|picado una vibora|serpiente|vibora|alacran",
    "torn": "cara|cuello|abierto|abierta|mucho|destroz*",
    "hot": "hirviendo|quemad*|quemo|aceite|agua caliente|llamas|fuego|abras*|escald*|prendido",
    "whole": "toda|todo|cara|cuello",
    "over-body": (
        "toda|todo|cara|pecho|mano|manos|espalda|piernas|cuerpo|encima|el nino|mi hijo|mi hija|sopa|barriga"
    ),
    "caustic": "lejia|acido|acida|sosa|amoniaco|cal|producto|quimico|salfuman",
    "current": "calambrazo|electrocut*|cable pelado|descarga electrica|corriente le|rayo",
    "explosion": "explosion|explotado|exploto",
    "smoke": "humo|gas|monoxido|gases",
    "unwell": (
        "toser|atontad*|mareado|mareados|encontramos|encuentra mal|dormid*|cabeza|vomit*|raro|mal|alarma"
    ),
    # poison, allergy, fever
    "took": (
        "mezcle|mezclado|tragado|bebido|tomado|comido|ingerido|trago|tomo|bebio|comio|he tomado|puesto"
        "|pinchado"
    ),
    "poison": (
        "quitaesmalte|productos de limpieza|lejia|herbicida|veneno|matarratas|raticida|detergente|suavizante"
        "|amoniaco|aguarras|gasolina|pila|pilas|iman|imanes|insecticida|quitaesmalte|disolvente|setas|champu"
        "|jabon|alcohol de|lavavajillas|acido|sosa|anticongelante|colonia"
    ),
    "pills": (
        "pastillas|pastilla|calmantes|medicinas|medicacion|medicamentos|botiquin|somniferos|ansioliticos"
        "|frasco|paracetamol*|blister"
    ),
    "many": (
        "todas|todo el|punado|veinte|treinta|cuarenta|cincuenta|sesenta|cien|demasiad*|muchas|un monton|caja"
        "|de golpe|de una vez|cuantas|un bote|entero|entera"
    ),
    "others": "de su abuel*|de la abuel*|del abuel*|de mi madre|de mi padre|botiquin",
    "insulin": "insulina",
    "wrong-dose": "dos veces|doble|no era|equivocad*|de mas|por error|temblando",
    "sugar": "azucar|glucosa|glucemia|hipoglucemia|bajada de azucar",
    "extreme": (
        "treinta|quinientos|cuatrocientos|seiscientos|no coordina|no quiere beber|vomitar|temblando"
        "|inconsciente|por los suelos|muy bajo|bajisimo|cuarenta"
    ),
    "drugs": (
        "jeringuilla|drogas|droga|bebida|beber|bebido|alcohol|cocaina|heroina|pastilla en|pinchado algo"
        "|algo en la bebida|borrach*"
    ),
    "knocked-out": (
        "en el brazo|no se tiene|no se despierta|inconsciente|respira mal|no respira|labios morados"
        "|no reacciona|no despierta|no responde"
    ),
    "swell": "como un globo|hinch*|inflam*|abultad*",
    "quickly": "muy rapido|respirar|respira|aire|tragar|cierra|pita|ahog*|esta|estan|cada vez",
    "closing": "se me cierra|se le cierra|cerrando",
    "stung": "picado|picadura|pico",
    "sting-bad": "boca|garganta|lengua|ahog*|respira*|hincha*|ronchas",
    "allergic": "vibora|alergic*|alergia",
    "just-eaten": (
        "acabo de comer|acaba de comer|ha comido|comi|comio|acabo de tomar|no puede respirar|ahog*"
    ),
    "rash": "ronchas|manchas|manchitas|sarpullido|granitos|habones|petequias",
    "wheezy": "pita|pitos|le cuesta respirar|ahog*|no respira",
    "fade": "no se van|no desaparecen|al apretar|no se quitan|vaso",
    "fever": "muy caliente|fiebre|ardiendo|hirviendo|a cuarenta|calentura",
    "grave-fever": (
        "mirar la luz|no quiere mamar|blandit*|manchas|manchitas|cuello|no sabe|delir*|convuls*|quimio"
        "|tiritona|temblando|tres semanas|un mes|dias de vida|no se tiene|no reacciona|no quiere comer|gritar"
        "|rigid*|semanas y tiene"
    ),
    "vomiting": "vomitar|vomitando|devolver|vomito",
    "weak": "tengo en pie|tiene en pie|floj*|debil|mareado|me caigo|desmay*",
    "urinate": "orinar|hacer pis|mear",
    "leg": "pierna|pantorrilla|muslo",
    # birth
    "birth": "contracciones|de parto|rompi aguas|roto aguas|rota la bolsa|roto la bolsa",
    "soon": (
        "cada dos|cada tres|minutos|sola|ya viene|en el coche|empuj*|me faltan|sale|sangre|se ve|aguanto"
    ),
    "crowning": (
        "se ve la cabeza|la cabeza del nino|la cabeza del bebe|asoma la cabeza|ya viene el bebe|bebe ya viene"
        "|nino ya viene|esta naciendo"
    ),
    "moves": "patadas|pataditas|mueve|noto|movimientos",
    "lights": "veo luces|luces|dolor de cabeza|hinchad* la cara|destellos",
    # life itself, and violence
    "wishes": (
        "habla de|quiero|quiere|querria|gustaria|preferiria|pienso en|pensando en|ganas de|amenaza con"
        "|dice que|intentado|intento|voy a|va a|planeado|miedo"
    ),
    "death": (
        "tirar con|despertarme|morirme|morirse|quiero morir|matarme|matarse|se va a matar|quitarme la vida"
        "|quitar me la vida|quitarse la vida|suicid*|tirarme|tirarse|acabar con todo|acabar con esto"
        "|no despertar|dormirme|estar muert*|desaparecer|colgarme|ahorcar*|hacerme dano|hacerse dano|cortarme"
        "|se acabe todo"
    ),
    "not-want": (
        "no quiero|no quiere|no le veo|ya no le veo|no tengo|para que|no veo|sin ganas de|que sentido"
    ),
    "living": (
        "estar viva|estar vivo|vivir|seguir aqui|sentido a nada|sentido a la vida|despertarme"
        "|despertar manana|ganas de vivir|seguir asi|razones"
    ),
    "better": "mejor|mas felices|tranquilos",
    "without-me": "sin mi|si no estuviera|si me muero|si yo no",
    "at-hand": (
        "guardando pastillas|cuerda|soga|pastillas|cuchilla|pistola|azotea|puente|vias|acantilado|escopeta"
        "|cuchillo"
    ),
    "plan": "he ido guardando|preparad*|planead*|delante|lista|estoy en|aqui en la mano|tengo el",
    "self-harm": (
        "hacerme algo|voy a hacer algo|hacer una tonteria|hacer una locura|vuelto a cortar|pueda hacerme"
        "|me he cortado los"
    ),
    "shut-in": "encerrad*",
    "means": "escopeta|pistola|cuchillo|bano|pastillas|cortado|cortad*|cuchilla",
    "farewell": (
        "dejado una carta|dejado una nota|carta de despedida|nota de despedida|despedido por"
        "|mensaje de despedida|se ha despedido"
    ),
    "voices": "oigo voces|voces",
    "harm": "que lo haga|dano|mate|matar|haga dano",
    "afraid": "me dicen|miedo|voy a|voces|temo|asusta",
    "little-ones": "mi bebe|al bebe|mis hijos|mi hijo|los ninos|al nino",
    "kill-me": (
        "me va a matar|me mata|me quiere matar|me ha apretado el cuello|me estrangul*|me ahorc*"
        "|nos va a matar|me esta pegando|me ha pegado"
    ),
    "violent": "cuchillo|ayud*|marido|pareja|novio|tragar|anoche|pistola|socorro|dice",
    # asking for it
    "help": "ayuda|ayudeme|ayudenme|ayuden|auxilio|socorro",
    "now": (
        "ya|ahora mismo|rapido|corriendo|urgente|urgentemente|enseguida|inmediatamente|por favor que"
        "|cuanto antes"
    ),
    "send": (
        "mande|manden|envie|envien|venga|vengan|que venga|necesito|llame|llamen|llamo|quiero|hace falta"
    ),
    "who": "medico|doctor|alguien|ambulancia|urgencias",
    "ambulance": "ambulancia|uno uno dos|ciento doce|112|061|911|samur",
    "casualty": "urgencias|emergencias",
    "should": "lo llevo|la llevo|llevarlo|llevarla|tengo que ir|ahora mismo|voy a",
    "grave-ill": "muy grave|muy mal|fatal|se nos va|se me va|gravisim*|en las ultimas",
    "cannot-wait": "no puede esperar|es urgente|urgente",
    "emergency": "emergencia|urgencia",
    "it-is": "es una|tengo una|esto es una|tenemos una",
}

DANGERS = {
    "the heart": (
        "chest pain|press, heart racing woozy|sweat|drowning, heart>fails, fails>heart, upper pain|numb "
        "sweat|drenched|chest, pale sweat, pale he, pale upper, pale chilled, drenched, upper pain pale"
    ),
    "breath": (
        "lacks>air, cannot>breathe, breathe>laboured, laboured>breathe, gasp blue|pale|he, drowning, "
        "ribs, breathe pale|blue, blue he, airway stuck, stuck cannot>swallow, took>poison, coughs "
        "cannot>swallow, puffer no-help, asthma worse"
    ),
    "being there": (
        "cannot>wakes he, fainted, kid drowsy, lying>place he, cold he, dead he, dying, absent cannot, "
        "absent he"
    ),
    "the brain": (
        "face>crooked, spin cannot>speech|hold, crooked>face, speech>muddled, muddled>speech, nonsense "
        "he, cannot>speech sudden, side limb-fails, limb-fails>side, limb limb-fails face|sudden|speech, "
        "cannot>hold limb|side, cannot>hold sudden, cannot>knows he, confused sudden, lost>sees eye, "
        "cannot>sees eye, lost>sees side, sees lost eye, lost eye, lost eye sudden, sees lost side, "
        "double, drunk-like sudden, head pain terrible, head blast, shaking foam|rolled, shaking "
        "cannot>wakes, foam he, eye rolled, fit going-on he"
    ),
    "blood and wounds": (
        "blood much, soaked>blood, blood not-stop, blood>much wound, wound not-stop, wound>open, nose "
        "blood hours, pregnant blood, brought-up blood, tar, thinners knock head, knock head after-knock, "
        "cut deep, cut>tip he, severed>tip, severed tip>finger, fall cannot>hold, spine>broken, bone "
        "sticking, limb bent, trapped machine, limb trapped, struck, beaten grave, bitten torn, "
        "hot>over-body he, hot>whole, over-body>hot he, caustic eye, current, explosion hot|grave, smoke "
        "unwell"
    ),
    "poison, allergy, fever": (
        "took many pills, took others, kid pills took, insulin wrong-dose, sugar extreme, drugs "
        "knocked-out, swell mouth quickly, swell cannot>breathe|air, swell lacks>air, closing airway, "
        "stung sting-bad, allergic just-eaten, rash wheezy, rash fade, fever grave-fever, belly terrible, "
        "cannot>urinate terrible|pain, pain terrible belly, cannot>vomiting weak, leg swell air|breathe"
    ),
    "birth": ("birth soon, crowning, kid cannot>moves, pregnant lights"),
    "life itself, and violence": (
        "wishes>death, not-want>living, better without-me, at-hand plan, plan>at-hand, self-harm, shut-in "
        "means, farewell, voices harm, afraid harm little-ones, kill-me violent"
    ),
    "asking for it": (
        "help>now, help>help, send>who>now, send>who he, send>who now, send>ambulance, casualty should, "
        "grave-ill he now, cannot-wait grave-ill, it-is>emergency"
    ),
}

# Said of what is no danger, and taken out before anything is looked for.
HARMLESS = (
    "pastillas al dia|astilla|dense prisa|muere la bateria|muere el movil|muere el telefono"
    "|muerto el coche|muerto el movil|nariz tapada y respiro mal|no oye bien|oye bien|matar dos pajaros"
    "|cura bien|ahora mismo no puedo hablar|no puedo hablar ahora|ahora no puedo hablar"
    "|no puedo hablar mucho|radiografia de pecho|radiografia de torax|placa de torax"
    "|pastillas del corazon|pastillas para el corazon|revision del corazon|revisiones del corazon"
    "|doy el pecho|dar el pecho|bulto en el pecho|analisis de sangre|prueba de sangre|donar sangre"
    "|grupo sanguineo|presion arterial|la presion|respiro por la nariz|respirar por la nariz"
    "|sangran las encias|encias|me muero por|me muero de|muero de risa|mataria por|me mata si|me matan"
    "|esta matando|susto de muerte|por encima de mi cadaver|contacto de emergencia|cita urgente"
    "|hora urgente|cita de urgencia|dentista de urgencias|receta urgente|transporte sanitario"
    "|primeros auxilios|en papeles|de trabajo|la factura|la contrasena|el correo|el telefono|por internet"
    "|la pagina|por la boca me|al cepillarme|despierto tan temprano|levantarme tan temprano|tan temprano"
    "|la linea|se corto la|en un atasco|enfermera de urgencias"
)
# A sentence with one of these is about what is old or over, or about something else altogether ...
SETTLED = (
    "el seguro|una noche por|dieron el alta|dio el alta|la charla|en primavera|desde pequeno"
    "|desde pequena|con cada analisis|antes me dolia|con los nervios|desde el ictus|mi perro|mi gato"
    "|de la mamografia|del gimnasio|demencia|ansiedad|con el cafe|la farmacia|por el telefono|al telefono"
    "|desde hace meses|desde hace semanas|desde hace anos|desde hace un mes|desde hace tres meses"
    "|hace anos|hace siglos|llevo un ano|llevo meses|a ratos|ja ja|grupo de apoyo|formulario|del dentista"
    "|con el dentista|la farmaceutica|este tratamiento|el tratamiento|por error|en el otro parto"
    "|en el primer parto|es estres|cicatriz de|la cicatriz|cuando vi|al ver|apoyo para|para que conste"
    "|informe del accidente|los papeles|en este pueblo"
)
# ... unless one of these is in it.
NOW = "ahora|de repente|hoy|esta manana|esta noche|peor|otra vez|de golpe|acaba de|no para|minutos"
