"""Spanish sentences of people in danger, and of people who only sound like it; see dangers.py."""

from agent.dialogue.understand.words import sentences

DANGER = sentences(
    """
Me duele mucho el pecho. | Tengo un dolor fuerte en el pecho. | No puedo respirar. | Mi marido no puede
respirar bien. | El niño ha dejado de respirar. | Le cuesta mucho respirar. | Se está poniendo azul. | Mi
madre se ha desmayado. | No se despierta. | No responde, está en el suelo. | Está teniendo un infarto. |
Creo que le está dando un ictus. | No puede mover el brazo y habla raro. | Está sangrando mucho. | Hay
sangre por todas partes. | Estoy vomitando sangre. | Quiero matarme. | No quiero vivir más. | Se quiere
suicidar. | Ha tomado demasiadas pastillas. | Se ha tragado una pila. | Ha bebido lejía. | Se le hincha la
lengua. | Tiene una reacción alérgica grave. | Se está atragantando con la comida. | Está convulsionando. |
Necesito una ambulancia. | Manden una ambulancia, por favor. | Le han apuñalado. | Lo ha atropellado un
coche. | Mi padre tiene mucho dolor en el pecho y está sudando. | Siento un peso en el pecho y me mareo. |
Mi mujer no respira. | A mi hijo le cuesta mucho respirar y tiene los labios azules. | Mi abuela se ha caído
y no se mueve. | Se ha desmayado y no vuelve en sí. | Mi marido está inconsciente en el suelo. | Mi madre no
puede hablar y se le ha torcido la boca. | Me he cortado y no para de sangrar. | Estoy embarazada y sangro
mucho. | Quiero acabar con mi vida. | Me voy a matar. | Se ha tomado una caja entera de pastillas. | Mi niña
se ha tragado una moneda y no puede respirar. | Se me hincha la cara y la garganta. | Mi bebé se está
atragantando. | Mi hijo tiene convulsiones. | Por favor, una ambulancia. | Ha tenido un accidente y está muy
mal. | Creo que me da un infarto. | Tengo una presión en el pecho y el brazo izquierdo dormido. | Mi bebé no
respira. | Me falta el aire. | Está inconsciente. | Creo que es un infarto. | Se le ha caído un lado de la
cara. | No para de sangrar. | Me quiero morir. | Estoy pensando en suicidarme. | Mi hija se ha tomado una
sobredosis. | Se me está cerrando la garganta. | Se está ahogando. | Le está dando un ataque epiléptico. |
Es una emergencia. | Me estoy muriendo. | Tengo un dolor muy fuerte en el pecho. | Me aprieta muchísimo el
pecho y me baja el dolor por el brazo. | Mi padre se agarra el pecho y está muy pálido. | Noto como un
elefante encima del pecho. | No me entra el aire. | Mi hija no puede coger aire. | Está respirando muy mal,
hace un ruido raro. | El bebé está morado. | Mi marido se ha caído redondo y no contesta. | No consigo
despertar a mi madre. | Se ha quedado sin conocimiento. | Ha perdido el sentido de repente. | Se le ha
quedado media cara dormida. | Le cuesta hablar y tiene un brazo sin fuerza. | De repente no ve nada y no se
le entiende. | Se ha cortado la muñeca y sale sangre a chorros. | La herida no deja de sangrar. | Estoy
echando sangre por la boca. | Mi mujer está embarazada y está perdiendo mucha sangre. | No aguanto más,
quiero desaparecer. | Mi hijo dice que se va a tirar por la ventana. | He pensado en quitarme la vida. | Ya
no quiero estar en este mundo. | Se ha tomado un bote de paracetamol. | Mi niño ha bebido limpiador de la
cocina. | Se ha tragado unas pastillas de la abuela. | Le ha picado una abeja y se le está hinchando la
cara. | Tengo la lengua hinchada y no puedo tragar. | Está temblando entero y echa espuma por la boca. | Le
está dando un ataque. | Se ha dado un golpe en la cabeza y no reacciona. | Se ha caído por las escaleras y
no puede moverse. | Se ha quemado con aceite hirviendo por todo el cuerpo. | Se ha electrocutado con un
enchufe. | Hemos tenido un choque con el coche y hay heridos. | ¿Pueden enviar una ambulancia ya? | Por
favor, dense prisa, se muere. | He roto aguas y el bebé ya viene. | El corazón me va a mil y me voy a
desmayar. | Mi abuelo está frío y no le noto el pulso. | Mi papá trae un dolor de pecho horrible. | Oiga, mi
señora se puso mal, no me habla ni abre los ojos. | Se me fue la fuerza del lado derecho. | Mi mamá amaneció
con la cara chueca. | El nene se tragó una bolita y no puede respirar. | Mi hijo está boqueando. | Siento
que el corazón se me va a parar. | No siento las piernas desde que me caí hace un rato. | Le está saliendo
sangre del oído después del golpe. | Mi esposo se cortó con la sierra y hay un charco de sangre. | La
embarazada está sangrando y le duele mucho la barriga. | Ya no le encuentro sentido a la vida y tengo las
pastillas delante. | Estoy en el puente y me voy a tirar. | Mi hermana se cortó las venas. | Se tomó el
veneno de las ratas. | Mi bebé tiene cuarenta y un grados y está como un trapo. | La niña tiene manchas
moradas, fiebre alta y el cuello rígido. | Le picó una avispa y apenas puede tragar. | Está sacudiéndose en
el piso y con los ojos en blanco. | Un carro le pegó a mi vecino. | Le dispararon a mi hermano. | Se cayó a
la piscina y no respira. | Le explotó la olla y tiene toda la cara quemada. | Se le salió el hueso de la
pierna. | Ya se le ve la cabeza al bebé. | Socorro, ayúdenme por favor. | Inhaló gas y está muy atontado. |
Mi abuelo no despierta de la siesta. | Tengo el peor dolor de cabeza de mi vida, de golpe. | Está delirando
y no sabe ni quién es. | Mi marido me ha pegado y estoy sangrando. | Se ha clavado un cuchillo. | Mi suegro
tiene la azúcar por los suelos y no responde. | Vengan rápido, se ha parado, no le late el corazón. | El
niño se ha quedado encerrado en el coche al sol y no se mueve. | A mi marido le ha dado un dolor en el pecho
que se dobla. | Mi padre está sudando y le cuesta mucho respirar. | Se ahoga, se ahoga, no puede más. | La
bebé no llora ni se mueve. | Mi madre se ha quedado como muerta en el sofá. | Se ha caído al suelo y ha
empezado a temblar. | No puede mover la mitad del cuerpo. | Se le traba la lengua y no coordina. | Mi hija
sangra por la nariz a lo bestia y no se le corta. | Le ha reventado una variz y hay sangre por todo el baño.
| Mi hermano se quiere quitar la vida. | Voy a acabar con esto hoy mismo. | Mi hijo adolescente se ha
atiborrado de pastillas. | El crío se ha tomado la medicación de su abuelo. | Se ha bebido un vaso de lejía.
| Le ha salido urticaria por todo el cuerpo y se le cierra el pecho. | Tengo los labios hinchados y me pica
todo después de la inyección. | Mi niña está ardiendo y no responde. | Tiene la cara azulada. | Le ha caído
una viga encima. | Se ha cortado un dedo entero. | Le ha mordido una víbora. | Mi padre se ha caído de la
escalera y no habla. | Se me ha adelantado el parto y ya empujo. | Estoy embarazada y no noto al bebé desde
ayer. | Mi madre no reconoce a nadie desde esta mañana y habla sin sentido. | Creo que ha sido un derrame. |
Se está asfixiando con un trozo de carne. | Necesito que venga alguien ya, mi marido se muere. | Es una
emergencia, por favor. | Me duele muchísimo el pecho. | Tengo una presión en el pecho que va y viene y estoy
sudando. | Mi mujer dice que le aprieta el pecho como un cinturón. | Me quema el pecho y me baja al brazo. |
Mi abuela se toca el pecho y no puede hablar. | El dolor me va del pecho a la espalda. | Tengo el pecho muy
apretado desde que me levanté. | Mi padre está gris y empapado en sudor. | A lo mejor no es nada, pero me
duele el pecho y me hormiguea el brazo. | Me salta el corazón y casi me caigo. | Dice que tiene el corazón
desbocado y que se desmaya. | Me pusieron un stent el mes pasado y me ha vuelto el dolor en el pecho. | Me
duele la mandíbula y el hombro y estoy sudando. | Siento que se me para el corazón. | Le está dando un
ataque al corazón. | No puedo respirar bien desde esta mañana. | Estoy que no respiro. | Casi no le sale la
voz de lo que le falta el aire. | Está jadeando y tiene los labios azulados. | A mi bebé le cuesta mucho
respirar. | Se le marcan las costillas al respirar. | El niño respira raro y está pálido. | Me falta la
respiración. | Mi marido respira muy flojito y no me habla. | Se me cierra el pecho. | Tiene EPOC y está
mucho peor, no puede ni hablar. | El nebulizador no le hace efecto. | Ha dejado de respirar. | Me parece que
mi padre ya no respira. | Tiene un trozo de manzana en la garganta. | Tose y tose y no lo saca, está rojo. |
La abuela se está atragantando. | La niña tiene algo en la boca y no respira. | Se ha clavado una espina y
no puede tragar. | No se despierta, lo he probado todo. | No hay forma de despertar a mi madre. | Está
tirada en el baño y no responde. | Mi hermano se ha caído delante de mí y no se mueve. | Hay una señora
tirada en la calle. | Se ha desvanecido y sigue igual. | Está despierto pero no reacciona a nada. | Mi
marido está muy raro, mira fijo y no habla. | El bebé está flojo en mis brazos. | Me voy a desmayar. |
Siento que me caigo redonda. | Mi padre no se despierta de la siesta. | Está desplomada en el coche. | Está
blanco como la pared y helado. | Creo que mi marido está muerto. | Se le ha ido la boca para un lado. |
Tiene la cara desigual y arrastra las palabras. | De golpe no puede sujetar el vaso ni hablar. | Mi hermana
no encuentra las palabras, está como perdida. | No siento el lado izquierdo. | Me ha fallado la pierna y me
hormiguea la cara. | Mi madre no me reconoce desde el mediodía. | De repente está muy confundida y me llama
por otro nombre. | He perdido la visión de un lado. | Se me ha puesto todo negro en un ojo. | No veo nada
por el ojo derecho. | Tengo un dolor de cabeza como una explosión. | Me duele la cabeza de forma
insoportable y no paro de vomitar. | Todo me da vueltas y no puedo ni hablar bien. | Le está dando un ataque
en el sofá. | Lleva cinco minutos temblando y no está consciente. | A mi hijo se le han ido los ojos para
atrás y da sacudidas. | Tiene otra vez convulsiones. | A mi hija le ha dado un ataque epiléptico y no se le
pasa. | Se muerde la lengua y tiembla. | Me he cortado con el cuchillo y no para la sangre. | Le sale sangre
a borbotones de la pierna. | Tiene toda la cara llena de sangre. | Estoy perdiendo mucha sangre. | Me sangra
mucho la cicatriz de la operación. | Me sacaron una muela y no deja de sangrar. | La herida está abierta y
no para. | Sangro muchísimo, he cambiado tres compresas en una hora. | Estoy embarazada y tengo
contracciones muy fuertes y sangre. | Acabo de vomitar y era todo sangre. | Echa sangre cuando tose,
bastante. | Hago sangre al ir al baño y estoy muy floja. | Mi madre toma anticoagulantes y se ha caído de
cabeza. | Se ha golpeado la cabeza y vomita. | El niño se ha caído del cambiador y está muy dormido. | Me he
caído por las escaleras y no puedo mover las piernas. | No se siente los pies después de la caída. | Creo
que tiene el cuello roto. | Se le ha salido el hueso por la piel. | Le ha caído un árbol encima. | Está
atrapado debajo del tractor. | Han atropellado a mi mujer. | Hemos tenido un accidente y mi amigo no se
mueve. | Le ha mordido un perro y tiene el brazo abierto. | Han apuñalado a alguien aquí fuera. | Le han
pegado un tiro a mi vecino. | Le han pegado entre varios y no está bien. | Se le ha enganchado el brazo en
la máquina. | Se le ha ido la motosierra y tiene la pierna abierta. | Me he cortado la punta del pulgar. | A
mi hijo se le ha caído la sopa hirviendo. | Se ha quemado toda la mano con el fuego. | Me ha entrado ácido
en el ojo. | Ha tocado un cable pelado y se ha quedado tieso. | Ha habido una explosión y está quemado. |
Había mucho humo y no para de toser. | Suena la alarma de monóxido y me estalla la cabeza. | Se ha tomado
todas las pastillas para dormir. | Se ha tragado un puñado de pastillas de su abuelo. | El niño ha abierto
el botiquín y ha comido algo. | Me he tomado demasiados calmantes. | Mi marido ha bebido herbicida. | El
pequeño ha bebido lejía. | Mi hijo se ha tragado un imán. | Le han echado algo en la bebida y no se tiene en
pie. | Ha tomado drogas y respira mal. | Mi amigo está inconsciente de tanto beber. | Me he puesto la
insulina que no era. | Le ha dado una bajada de azúcar y no quiere beber el zumo. | Tengo el azúcar a
quinientos y no paro de vomitar. | Siento que se me cierra la garganta. | Se está hinchando y no coge aire.
| Me ha picado una abeja en la boca. | Se me están hinchando los labios muy rápido. | Está lleno de ronchas
y pita al respirar después del marisco. | Soy alérgica a los cacahuetes y acabo de comer uno. | El bebé está
ardiendo y blandito. | Mi hijo tiene fiebre y unas manchas que no se van. | Está ardiendo de fiebre y no
sabe dónde está. | Tiene tres semanas y tiene fiebre. | Mi hija tiene fiebre y no puede doblar el cuello. |
Tengo fiebre y tiritona y me dieron quimio la semana pasada. | Tengo la pierna roja e hinchada y ahora me
falta el aire. | Me duele tanto la barriga que estoy en el suelo. | No paro de vomitar y no me tengo en pie.
| Llevo dos días sin orinar y no aguanto el dolor. | Me ha dado un dolor terrible en el testículo. | Tengo
contracciones cada dos minutos. | El bebé ya viene y estoy en el coche. | Estoy embarazada y tengo un dolor
de cabeza terrible y veo luces. | Ya no noto las pataditas del bebé. | No quiero estar viva. | Estoy
pensando en quitarme la vida. | Lo tengo planeado y tengo las pastillas. | Preferiría estar muerto. | Quiero
dormirme y no despertar nunca. | Pienso en tirarme todo el rato. | Me he vuelto a cortar y es profundo. | Mi
hermano ha intentado suicidarse. | Mi hija adolescente dice que se quiere morir. | Amenaza con tirarse por
la ventana. | Mi marido se ha encerrado con una escopeta. | Ha dejado una carta y se ha ido. | No sé si me
voy a hacer algo. | Las voces me dicen que haga daño a mis hijos. | Me va a matar, ayúdeme. | Mi pareja me
estranguló anoche y me cuesta tragar. | Ayúdenme, ayúdenme. | Necesito ayuda ahora mismo. | Manden a un
médico ya. | Que venga alguien, por favor, mi mujer. | Esto no puede esperar, está muy mal. | Se me muere
delante. | Mi padre está muy grave, creo que lo perdemos. | No sé qué hacer, no se despierta. | Necesito el
uno uno dos. | ¿Llamo a una ambulancia? Tiene los labios azules. | ¿Lo llevo a urgencias? Se ha dado en la
cabeza y ha vomitado dos veces. | ¿Es normal que no sienta el brazo ni la cara? | mi papá se desmayó
señorita | a mi mamá le dio un infarto | mi guagua no respira | me agarró un dolor en el pecho | mi esposo
se está poniendo morado | se cayó y no despierta el abuelito | está botando sangre por la boca | le dio una
embolia | me siento muy mal creo que me voy a desmayar | mi bebé está hirviendo en fiebre y no reacciona |
se tomó veneno | mi hijo se electrocutó | tuve un choque y estoy sangrando | no aguanto el dolor en el pecho
| se le durmió la mitad de la cara | se esta ogando | no puede respira | mi madre a perdido el conosimiento
| me duele el pecho y el braso | quiero quitar me la vida | Empezó como una indigestión pero ahora me
aplasta y no puedo ni sentarme. | Dice que el brazo le pesa como el plomo y se ha puesto blanco. | El
aparato dice que tiene el pulso a treinta. | Está de muy mal color. | El niño respira con un silbido y tiene
la boca azulada. | Tose espuma rosa. | Se ha metido bajo el agua y ahora tose y está dormido. | Se le ha ido
el pan por mal sitio y se agarra el cuello. | No puedo tragar ni agua, se me hincha la garganta. | No emite
ningún sonido y se le oscurece la cara. | Le he pellizcado y ni se inmuta. | Voy y vengo, se me pone todo
negro. | Se ha despertado y no podía hablar. | La sonrisa le ha quedado torcida. | La mano no me obedece, me
ha pasado desayunando. | De repente no puedo leer, las letras no tienen sentido. | Mi padre anda como
borracho desde hace un rato. | Da sacudidas y se ha orinado encima. | La venda está empapada de sangre. | Me
he abierto la pierna con un cristal. | He dado a luz hace una semana y estoy perdiendo muchísima sangre. |
Embarazada de ocho semanas y con un dolor terrible a un lado. | Mi niña ha bebido quitaesmalte. | Mezclé dos
productos de limpieza y no paro de toser. | Hay una caja de pastillas vacía al lado de la cama. | Lo he
encontrado con una jeringuilla en el brazo. | Me ha mordido una víbora y tengo el pie enorme. | Se le ha
puesto la cara como un globo. | Mi recién nacido está muy caliente y no quiere mamar. | Tiene manchas como
moratones y no puede mirar la luz. | Soy diabético, llevo toda la noche vomitando y respiro muy rápido. | Me
ha dado un dolor que me ha hecho desmayarme dos veces. | Se ha caído del tejado. | Un camión le ha pasado
por encima del pie. | Se ha clavado un clavo en el ojo. | Hay un hombre ardiendo. | Me caí y es la cadera,
no me puedo levantar. | Mi madre ha pasado la noche en el suelo. | No quiero despertarme mañana. | He ido
guardando pastillas. | Me voy a tirar con el coche. | Mi mujer habla de matarse. | Mi marido me acaba de
pegar y sangro. | Hay alguien en casa con un cuchillo. | Oigo voces que me dicen que lo haga. | Dios mío, no
respira, ¿qué hago? | Dígame qué hago, está azul. | Rápido, rápido, mi hijo. | Creo que hace falta una
ambulancia.
"""
)

CALM = sentences(
    """
Quiero pedir una cita. | Mi padre tuvo un ictus hace diez años. | Quiero una revisión para el asma. | ¿Cuál
es el teléfono de emergencias? | No es urgente. | Me sangran las encías al cepillarme. | ¿Ya están los
resultados del análisis de sangre? | Tengo la tensión un poco alta. | Quiero la prueba de alergia. |
Necesito renovar mis pastillas para la epilepsia. | ¿Cuántas pastillas tengo que tomar? | Tengo dolor de
garganta. | Me duele la rodilla. | Tengo tos y un poco de fiebre. | Mi abuelo murió de un infarto. | No
tengo dolor en el pecho. | Me muero de ganas de terminar. | Se me muere la batería. | Quiero vacunar a mi
bebé. | ¿Dónde está la entrada de ambulancias? | Me desmayé una vez hace dos años. | El tres de mayo de mil
novecientos setenta y uno. | Sí, por favor. | No, gracias. | No puedo oírle bien. | Me corté el dedo la
semana pasada, hay que quitar los puntos. | ¿Hay aparcamiento? | Necesito una radiografía de tórax. | Tengo
ardor de estómago. | Quería pedir cita para una revisión del corazón. | Me duele un poco el pecho al toser,
pero es por el resfriado. | Mi madre tuvo un infarto en 2019 y necesita una receta. | Necesito la prueba de
respiración para el asma. | ¿Me pueden tomar la tensión? | Quiero los resultados de la sangre. | Mi hijo
tiene alergia al polen. | ¿Tienen servicio de urgencias? | Me mareo a veces cuando me levanto. | Mi bebé no
duerme bien. | Tengo la garganta irritada. | No puedo mover la cita. | No puedo hablar ahora, llamo luego. |
He perdido mis pastillas. | Estoy embarazada de dos meses. | Se me ha hinchado el tobillo. | Me caí la
semana pasada y me duele la muñeca. | Mi perro me mordió, es un rasguño. | Mi marido falleció en enero. | Me
muero de hambre, ¿podemos ir rápido? | Tuve dolor en el pecho el año pasado, ya pasó. | No es una
emergencia. | Necesito un análisis de sangre. | Soy alérgico a la penicilina. | Se me han acabado las
pastillas. | Me duele la espalda. | Quiero cancelar la cita, mi madre murió. | Respira bien, solo es un
resfriado. | Estoy embarazada y quiero pedir una ecografía. | ¿Qué hago en caso de emergencia? | El martes
por la tarde. | No puedo ir el lunes. | Quiero hablar con una persona. | Mi contacto de emergencia ha
cambiado. | Quería que me miraran el corazón en una revisión. | Me duele el pecho cuando toso desde hace una
semana, pero poco. | Mi madre está ingresada por un ictus y no puede ir a la cita. | Tengo asma y necesito
otro inhalador. | ¿Hacen electrocardiogramas? | Me he dado un golpe en el pie y me duele. | Tengo la nariz
tapada y respiro mal por la noche. | Mi hijo se cayó ayer y tiene un moratón. | Quiero cambiar la cita
porque se me ha averiado el coche. | Tengo que hacerme un análisis de sangre en ayunas. | El médico me mandó
unas pastillas para la tensión. | ¿Tengo que dejar de tomar las pastillas antes del análisis? | He tenido
sangre en la encía al lavarme los dientes. | Me pica la garganta. | Soy alérgica a los frutos secos, ¿lo
tienen apuntado? | Me caigo de sueño, ¿puede repetirlo? | Mi bebé tiene que ponerse la vacuna de los dos
meses. | Estoy de parto en marzo, quería pedir la revisión. | Perdone, casi no puedo oírle. | No responde
nadie al teléfono de la farmacia. | No quiero seguir viviendo en este barrio, quería cambiar mi dirección. |
Me muero de vergüenza, pero he olvidado mi cita. | Se me ha roto el móvil, le llamo desde otro número. |
¿Está el aparcamiento cerca de la entrada? | Me quemé un poco con la plancha hace días y quiero que lo vean.
| Tengo un bulto en la espalda. | Llamaba por los resultados de la biopsia. | Necesito un volante para el
traumatólogo. | A mi padre le operaron del corazón hace dos años y le toca revisión. | Se me duerme la mano
por las noches. | Quiero matar dos pájaros de un tiro y vacunar también al pequeño. | El niño no quiere
comer, pero está bien. | No es nada grave. | La cita es para mi mujer, que está embarazada. | ¿Pueden
llamarme cuando haya un hueco? | Se me ha inflamado una muela. | Tengo un esguince de tobillo. | Quiero
hablar con el médico sobre mi depresión. | Ya no me duele nada, quiero anular la cita. | Tengo mareos desde
hace meses. | Bueno, quisiera agendar un control de la presión. | Mi papá ya salió del hospital después del
infarto y le toca control. | Tengo un dolorcito en el costado cuando corro. | Necesito que me renueven la
receta del inhalador. | La doctora me dijo que llamara si me volvía a sentir mal, pero estoy bien. | Me
pongo nerviosa y siento que me falta el aire, ya me dijeron que es ansiedad, quería una cita. | Se me durmió
el pie de estar sentada. | A la niña le salieron ronchas por el calor. | Quiero preguntar por el curso de
primeros auxilios. | Me quiero hacer un chequeo del corazón. | Estoy amamantando, ¿puedo vacunarme? | Mi
hijo se comió un poco de tierra, jaja, pero está contento. | Me arde al orinar. | Traigo tos con flemas. |
¿Cobran la ambulancia aparte? | Me operaron de la vesícula y quiero que me revisen la herida. | Tengo el
colesterol por las nubes. | Se me cayó el teléfono, disculpe, ¿me repite? | Ando con un dolor de cabeza
leve. | Mi abuela no oye bien, ¿puede hablar más fuerte? | Estoy sangrando poquito, es mi regla, quiero cita
con la ginecóloga. | Me tocaba ir al control de la epilepsia. | ¿Me pueden dar un certificado de defunción?
| Mi perro se murió y no pude ir a la cita. | No encuentro el consultorio. | Se me rompieron los lentes. |
Es por el seguro del accidente de tránsito. | Me choqué el dedo con la puerta y está moradito. | Quiero
sacar turno para el lunes. | El doctor no contesta mis mensajes. | Tengo los ojos rojos. | Tengo mucho sueño
con estas pastillas. | Me caigo bien con la doctora Reed, quiero con ella. | Vomité anoche, pero ya me
siento mejor. | No me puedo agachar del dolor de espalda. | Llamo para la revisión del marcapasos. | Mi
marido ronca y deja de respirar a ratos por la noche, nos han dicho que es apnea, queremos cita. | Me han
dicho que pida cita para quitarme una variz. | Mi madre tiene demencia y no reconoce a nadie, necesita una
receta. | Hoy no puedo ir, se me ha muerto el coche. | Me tiemblan un poco las manos desde hace meses. |
Quiero donar sangre. | Me ha salido urticaria otras veces, quería consultarlo. | Se me hinchan los pies con
el calor. | Perdón, me he atragantado con el café, ya está. | Es mi primer embarazo y quiero la ecografía. |
Mi hijo se ha cortado con un papel, ¿le ponéis la del tétanos? | Quiero saber si la lejía sirve para
desinfectar. | ¿El médico de urgencias está hoy? | Me ha picado un mosquito. | Se me ha cerrado la puerta y
llego tarde. | Tengo la boca seca. | Me corto yo las uñas y me hice daño, quiero podólogo. | El bebé se
mueve mucho, todo bien, quiero mi cita de seguimiento. | Mi padre no oye ni responde bien al teléfono, hablo
yo por él. | No me encuentro bien, tengo el estómago revuelto. | Quería pedir hora para una limpieza. | Me
he torcido el tobillo. | ¿Cuánto tarda en cicatrizar una herida? | He dejado de tomar las pastillas porque
me sientan mal. | Estoy muy cansada últimamente. | Me he quemado un poco con el sol. | Me acabo de mudar y
quiero apuntarme. | Necesito la baja, tengo gripe. | El viernes por la mañana me va bien. | Quería hablar de
mis pastillas del corazón. | Tuve angina hace unos años y me toca la revisión. | Me hicieron un cateterismo
y me dijeron que pidiera cita. | Tengo tos y un poco de pitos, ¿puedo ir esta semana? | Se me acabó la
receta del inhalador. | La bronquitis se me curó, ¿hace falta la radiografía? | Quiero una radiografía de
pecho. | Tengo que devolver el holter. | A veces tengo palpitaciones, quería un electro. | Mi madre tiene
insuficiencia cardíaca y le toca control. | ¿Hacen revisiones del corazón? | Me canso un poco al subir
escaleras desde hace meses, ¿me dan cita? | Por la noche no respiro por la nariz. | Mi hijo tiene asma, es
para el informe del colegio. | Mi mujer tuvo un ictus en enero y hay que tomarle la tensión. | Necesito un
volante para neurología. | Mi padre tuvo un amago de infarto hace dos años. | Tengo que renovar la medicina
de la epilepsia. | Mi hija lleva dos años sin convulsiones, ¿bajamos la dosis? | Me gustaría hacer un curso
de reanimación. | Tengo la cara dormida del dentista, ¿es normal? | Tengo un dedo del pie dormido desde hace
meses. | Tengo migrañas y quiero algo para eso. | Es solo un dolor de cabeza, quiero cita antes del fin de
semana. | Veo moscas en el ojo desde hace semanas. | Necesito graduarme la vista. | Mi padre no oye bien,
hable más alto. | No le oigo, se corta. | Ahora mismo no puedo hablar, estoy trabajando. | No puedo hablar
mucho, voy en el autobús. | Estoy afónico del catarro. | Me dijeron que llamara por los resultados. |
Necesito un análisis del tiroides. | Quiero donar sangre, ¿dónde voy? | El lunes me sangró la nariz, se paró
solo. | Mancho entre reglas desde hace tres meses. | El corte del dedo cura bien. | Necesito la del tétanos
por un arañazo. | Tengo almorranas y sangran un poco. | ¿Cuándo me quitan los puntos? | Me mordió un perro
el año pasado y necesito la cartilla. | Tengo una picadura de mosquito que me pica. | Me picó una avispa la
semana pasada y ya bajó. | Tengo alergia y por la mañana los ojos hinchados. | Las pruebas de alergia son el
cuatro, ¿las puedo cambiar? | La adrenalina caduca el mes que viene. | Me sientan mal los frutos secos, es
para que conste. | Mi hijo tiene dermatitis y le pica. | Ayer tomé la pastilla dos veces por error, la
farmacéutica dice que no pasa nada. | ¿Puedo tomar dos paracetamoles con esto? | ¿Dónde tiro las pastillas
viejas? | Las pastillas me sientan mal, ¿me las cambian? | Quiero bajar el antidepresivo. | Estoy desanimada
y cansada, querría ver a alguien. | No pienso en hacerme daño ni nada, es estrés. | Mi psicóloga pide un
informe del médico. | ¿Tienen un grupo de apoyo para familiares de suicidas? | Quiero teñirme, ¿se puede
embarazada? | Mataría por un café. | Mi jefe me mata si falto. | La espalda me está matando, llevo un año
así. | Me han dado un susto de muerte con la carta. | Me muero de aburrimiento en esta línea. | Me muero de
ganas de quitarme este lunar. | Por encima de mi cadáver espero tres semanas. | Se cortó la línea y vuelvo a
llamar. | Estoy ahogada en papeles. | Me da vueltas la cabeza con tantas fechas. | Casi me da un infarto al
ver la factura, ja ja. | Los zapatos me matan. | Acabo de salir del hospital y me dijeron que pidiera
revisión. | Anoche estuve en urgencias y me mandaron verles mañana. | La ambulancia me trajo ayer a casa y
necesito enfermera. | Quiero pedir el transporte sanitario. | ¿A quién llamo si empeora por la noche? | ¿Qué
es una cita de urgencia? | Quiero una cita urgente por un empaste roto. | ¿Me dan hora urgente por una
infección de orina? | No corre prisa. | Es urgente, necesito la baja hoy. | Me urge la receta de la crema. |
Me caí hace un mes y aún me duele la muñeca. | Mi hijo se cayó jugando el sábado, tiene el tobillo un poco
hinchado. | Me cayó mal la enfermera. | La prótesis de cadera es en junio. | Me rompí un dedo hace siglos. |
Necesito un justificante del accidente de primavera. | Tengo una cicatriz de una quemadura y quiero que la
vean. | Me quemé la lengua con el té ayer, no es nada. | El bebé tiene el culito irritado. | El bebé duerme
mal. | Le están saliendo los dientes y tiene décimas. | El pequeño tiene un resfriado. | Mi hija tuvo
treinta y ocho anoche pero ya está jugando. | El niño no quiere verdura. | Estoy embarazada y necesito
hierro. | Estoy de doce semanas y quiero matrona. | Estoy de treinta semanas y quiero cambiar la ecografía.
| En el otro parto rompí aguas antes, por eso me controlan más. | Me duele la regla. | Tengo el estómago
revuelto desde el fin de semana. | Estoy estreñido. | Llevo dos días con diarrea pero bebo mucho. | Me da
flato al correr. | Me duele el costado al agacharme. | El azúcar está bien, solo necesito tiras. | Necesito
el fondo de ojo de los diabéticos. | La insulina necesita receta nueva. | Tuve una bajada de azúcar la
semana pasada, me dijo la enfermera que llamara. | Me mareo con las agujas, ¿puedo tumbarme? | Una vez me
mareé en verano. | Se desplomó en un partido hace años y no le encontraron nada. | No me acuerdo de la
contraseña. | Me confundo de día, ¿era lunes o martes? | La página es muy confusa. | Mi madre anda poco,
¿hay aparcamiento cerca? | Mi padre no puede mover la cita por internet. | No levanto el brazo por encima
del hombro desde hace meses. | Tengo el hombro congelado. | No puedo levantarme tan temprano. | No llego,
estoy en un atasco. | Estoy atrapado en el trabajo. | No veo el correo que me mandaron. | No puedo ver al
doctor el viernes. | No noto diferencia con la crema. | No coge el teléfono. | No responde al tratamiento
como esperaban. | No se muda hasta mayo. | Dejé de fumar hace un mes. | Quiero ayuda para dejar de beber. |
He tomado lo de la colonoscopia, ¿y ahora? | Me tragué la cápsula como me dijeron. | Comí antes del
análisis, ¿importa? | ¿Se puede beber con estas pastillas? | Quiero darme de baja del boletín. | Sin la
vacuna no puedo irme de vacaciones. | No quiero seguir con este tratamiento. | Quiero dejar el tratamiento.
| Déjelo, ya estoy mejor. | Mi marido murió el mes pasado, estoy con los papeles. | El historial de mi
difunto padre, por favor. | Me llamo Ángel Sangrador. | El apellido es Malpartida. | Soy la señora Dolores
Cuesta. | Tengo cita con el doctor Matas. | Mi hija quiere ser enfermera de urgencias. | Trabajo en la
ambulancia, ¿puedo ir tarde? | Ha cambiado mi contacto de emergencia. | Soy el contacto de emergencia de mi
madre. | ¿Esto es urgencias o las citas? | No, no es urgente, gracias. | No necesito ambulancia. | No me
duele el pecho ni nada. | Ya no sangra. | Respira bien, es solo tos. | Perdió el conocimiento un segundo
hace dos años jugando. | El dolor se me ha ido. | Estoy perfectamente, es solo una revisión. | Llamo para
decir que estoy bien. | ¿Hablo con un robot? | ¿Es una grabación? | Quiero que me miren un lunar en la
espalda. | Tengo una contractura en el cuello. | Me duele la muela, ¿hay dentista? | Tengo hongos en las
uñas. | Quiero una segunda opinión. | Me pica todo desde ayer. | Tengo la garganta un poco inflamada. |
Tengo el ojo rojo. | Al niño le duele el oído. | Me han salido granos en la espalda. | Vengo de hacerme la
placa de tórax. | Mi abuela necesita que le tomen la tensión en casa. | Quiero hora para las varices. | Se
me hinchan los pies en verano. | Mi madre se cansa mucho, ¿la pueden ver esta semana? | mi cita de la sangre
es mañana | quiero cita para el corason | la resepta del inalador | La cita es por el dolor del codo. |
¿Alguien me puede mirar la rodilla? Me duele al agacharme. | Me duele el hombro desde el gimnasio. | Me dio
un tirón en el pecho en el gimnasio, ¿hace falta ir? | Me llamó la enfermera de cardiología y le devuelvo la
llamada. | El holter pita, ¿a quién se lo devuelvo? | Tengo la revisión del marcapasos el nueve. | Tomo una
pastilla para el corazón y se me acaba. | Se me cansa el brazo con el yeso. | No me sale el anillo del dedo.
| Necesito un papel que diga que no puedo levantar peso. | Peso demasiado y quiero ver a la dietista. |
Tengo mucha presión en el trabajo y quiero la baja. | No le he entendido, ¿me lo repite? | Sudo mucho en
verano. | Tengo sofocos por la noche. | Tengo la gripe y me duele todo. | Tengo mucosidad y tos desde hace
dos semanas. | Tengo un tapón de cera en el oído. | Me pitan los oídos desde hace meses. | Se me ha clavado
una astilla en el dedo. | Tengo una garrapata en la pierna, ¿me la quita la enfermera? | El bebé tiene
cólicos. | Al bebé le toca la revisión de los dos meses. | Mi hijo se dio con la mesa el martes pasado y
está bien. | Tengo un moratón en la pierna que ya está amarillo. | Se marea en el coche. | Tengo náuseas por
las mañanas, creo que estoy embarazada. | Estoy embarazada y me molesta un poco la espalda. | Estoy
embarazada, ¿me puedo vacunar? | Mi mujer sale de cuentas el diez. | Quiero dejar la píldora. | Ayer se me
olvidó la pastilla, ¿qué hago? | ¿Puedo partir las pastillas? | Me terminé todo el antibiótico como dijeron.
| Me cambiaron la medicación en el hospital. | Soy alérgico a los gatos y quiero la vacuna. | Me ha quemado
un poco el sol. | Tengo un ganglio en el cuello. | Me tiembla un ojo desde hace días. | Me tiemblan un poco
las manos al escribir. | Tengo el cuello cargado de dormir mal. | A veces me falla la rodilla. | Se me ha
dormido el pie, perdone. | No soporto las agujas. | No encuentro la clínica. | No encuentro palabras para
agradecérselo. | No recuerdo lo que dijo el doctor. | Mi madre lo olvida todo, ¿le hacen pruebas? | No sé
dónde está la clínica. | No reconozco este número, ¿me han llamado? | Perdí la voz. | Necesito gafas, veo
borroso al leer. | Quiero acabar el contrato del seguro. | Quiero terminar la llamada. | No quiero estar
aquí todo el día. | No tiene sentido ir si no está el doctor. | Me vendría mejor por la mañana. | Quería
ayuda para dejar de fumar. | Necesito ayuda con el formulario, por favor. | ¿Alguien me puede ayudar? No
puedo entrar en la página. | Dense prisa, por favor, estoy en el trabajo. | Mande el informe cuanto antes. |
¿Puede venir el médico a casa la semana que viene? | Necesito el informe urgentemente para el juzgado. |
Hemos tenido un simulacro de incendio. | Me golpearon el coche en su aparcamiento. | Me han robado la bici.
| Mi hijo se ha cortado el pelo. | Me corté una uña y me molesta. | Tengo un uñero. | La herida está limpia
y seca, es solo la cura. | Me sacaron sangre el lunes, ¿hay resultados? | Me quemé un poco el dedo con el
horno. | Fumo diez al día. | Se ha inundado el lavavajillas y llego tarde. | Estoy en la rotonda del puente,
¿por dónde voy? | Tengo un plan para la semana, ¿puede ser el viernes? | Ya tengo las pastillas, gracias. |
Dejé una nota para el doctor en el mostrador. | Ayer me dejaron una carta. | Le llamará él mismo. | Se quedó
dormido en la sala de espera. | Se me ha caído un empaste. | Quiero pedir una cita para mi hija. | Me
gustaría cambiar la cita del lunes. | Me llamo Carmen López Díaz. | Nací el tres de mayo del setenta y uno.
| Mi teléfono es el seis uno dos, tres cuatro cinco, seis siete ocho. | El martes por la tarde me viene
bien. | ¿Qué horario tienen los sábados? | ¿Dónde está la clínica? | ¿Aceptan mi seguro? | ¿Hay aparcamiento
para minusválidos? | Quiero hablar con una persona, por favor. | Quería dejar un recado para la doctora. |
No he podido ir a la cita de ayer. | ¿Me puede repetir la hora? | Con la doctora Walsh si puede ser. | Sí,
la primera me va bien, muchas gracias. | Llamo por el infarto de mi tío, el seguro pide un informe. | El
hospital me tuvo una noche por dolor en el pecho y me dio el alta, necesito el papel. | Perdí la fecha de la
unidad de dolor torácico. | ¿Dan otra vez la charla sobre el ictus? | Mi mujer dio a luz el lunes, ¿cuándo
es la primera revisión? | Perdimos al bebé en primavera y quiero ver a alguien. | Se desmaya con cada
análisis desde pequeño. | Me falta el aire en las cuestas desde hace años. | Antes me dolía el pecho con los
nervios, ¿me miran el corazón? | Sangré después de la citología, me dijeron que es normal. | Me sacaron una
muela y sangró un rato, ya paró. | Anoche me sangró la nariz pero ya está bien. | La niña se cayó del sofá
la semana pasada, es para pesarla. | Se me fue el agua por mal sitio, perdone, ¿por dónde íbamos? | La tos
me ahoga por las noches, ¿me dan cita? | Sin ustedes estaría muerto, mil gracias. | Tengo la batería muerta.
| Tengo las piernas muertas de la carrera. | Se me durmió la mano y se me cayó el móvil. | Se me rompieron
las gafas y no veo la letra pequeña. | Es paralítico de nacimiento, ¿hay rampa? | Mi padre va en silla y no
puede andar, ¿hay ascensor? | Mi madre no habla español, llamo por ella. | No habla desde el ictus de enero,
por eso llamo yo. | Duermo mal y me despierto sudando, es la menopausia. | Vengo sudando del gimnasio. |
Aquí hace un calor que ardo. | Los puntos me pican. | Mi hijo se cortó la rodilla ayer, lleva una tirita. |
La quemadura va bien, necesito más crema. | El gato se comió mis pastillas, necesito otras. | Se me cayeron
las pastillas al lavabo. | Tomo doce pastillas al día, ¿son muchas? | La alergia está peor con el polen. |
Tengo los labios cortados. | Me quemé la lengua con la pizza. | Tengo la cara hinchada de la muela desde la
semana pasada, va bajando. | En el colegio dicen que tiene fiebre, pero son treinta y siete. | No puedo
vivir sin café, ¿lo tomo antes del análisis? | No aguanto más esta música. | Ayuda, he perdido la tarjeta. |
¿Me ayuda a encontrar al médico adecuado? | La ambulancia me tapa el coche, llego diez minutos tarde. |
Suena la alarma de incendios de su pasillo. | Huele raro en sus baños. | Han atropellado a mi perro y no
puedo ir hoy. | Me duele el hombro y el brazo de pintar el techo. | Me duele la mandíbula por el aparato. |
Me pesa el brazo de la vacuna. | Me duele el pecho de la mamografía. | Tengo los pechos doloridos antes de
la regla. | El corazón me da saltos a veces, ya tengo el electro pedido. | Se me cayó el alma a los pies con
la fecha. | Me he caído de la lista, ¿me apuntan otra vez? | El niño tiene fiebre desde ayer, treinta y
ocho, ¿lo pueden ver?
"""
)
