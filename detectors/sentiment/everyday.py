"""Everyday words by language: what a post can hardly do without, whatever it is about.

English and Turkish are told by their letters too (`letters.py`), the others by these words alone.
"""

from __future__ import annotations

EVERYDAY = {
    "en": """
        the and is to of in that it for you with on this was are be have not at but my your so they
        we what just all can from get out up no do if me has about how when will an been would there
        their our more now don't i'm it's its i as by or than never why thanks thank worst best got
        still after please waiting only again him her his she he us had were did who them into over too
        very because any could should off back here good great bad yes yeah yep nope ok okay lol wow
        haha wtf omg hi hey hello well right true wrong love like happy hate fun cool nice awesome
        today tomorrow yesterday time day week year people man thing things new old first last next
        know think want need see look make made say said go going went come take give work help really
        always every some much many most other even also then way day down before where which help damn
        sorry enjoy luck cheers big little one two three amazing perfect via lets
    """,
    "tr": """
        bir ve bu da de için çok ne var yok ama gibi daha mi mı mu mü ben sen biz siz değil olan ile
        kadar hiç her şey en ya diye olarak sonra bana sana beni seni hala artık iyi güzel lazım
        nasıl neden niye olsun oldu olmuş gün ki ise bile bize size onu bunu şu yine kötü teşekkürler
        ürün sipariş kargo geldi aldım tavsiye ederim berbat evet hayır şimdi bugün dün kimse
    """,
    "fa": """
        و از به که این را رو با است هم در تا من برای خیلی نیست بود ما شما چرا یک یه اون آن ولی اما هر
        همه هیچ شد میشه می نمی کرد کردم کنید دارم داره دارد ندارد نداره باید بعد الان چون مثل بدون
        پس خوب بد عالی اصلا واقعا لطفا ممنون سلام دیگه چی کجا کی هست بودم شده کنم کنه های ای بی
        حتی فقط بسیار همین همیشه فوق العاده البته حتما تو او بس کل جز تک خود هنوز هیچکس واسه رفت داد
    """,
    "ar": """
        في من على الى إلى هذا هذه ذلك لا ما ان أن إن انا أنا كان كانت لم لن مع عن كل جدا شكرا ليش مش
        اللي عشان بس انت هو هي التي الذي ولا او أو بعد قبل عند عندي لكن هل متى كيف ليس غير يا والله
        منذ تم لقد قد حتى ايش شو ليه كتير يعني احد بدون مرة اليوم ثم نحن لكم لي
    """,
    "ur": """
        ہے ہیں کے کی کا میں سے کو نے اور یہ وہ بہت نہیں پر تھا تھی کر رہا رہے رہی ہو گیا گئی بھی لیے اس
        کیا کیوں آپ ہم میرا میرے میری اپنے والا والے شکریہ تک تو جو مجھے کوئی
    """,
    "ckb": "لە و بە کە بۆ من ئەم ئەو زۆر نییە نیە هەموو لەگەڵ بوو دەکات تۆ ئێمە چی هیچ",
    "de": """
        der die das und ist nicht ich ein eine einen zu mit auf für den dem von es sich auch war aber
        wie noch nur seit wir ihr sie er habe haben hat kein keine mein meine schon immer wieder nach
        bei wenn dass mehr sehr was wird werden kann bin sind uns euch eure vom zum zur im am als
        oder bitte danke heute leider schlecht gut mal doch man jetzt hier nichts alles um beim nie
        mich mir einfach trotzdem warum niemand dieser diese ohne bis vor über unter an in aus
        zeit tag tage woche wochen monat jahr stunde stunden geld preis kunde kunden bestellung
        lieferung paket nummer konto vertrag rechnung neu neue neuen alt schnell langsam spät kaputt
        verloren warten warte antwort hilfe kaufen gekauft bezahlt funktioniert geht schlimm schön
        sauber qualität firma leute wo wer kommt gar viel
    """,
    "fr": """
        le la les des est et un une pas je que pour dans vous avec sur ce qui mais ne au c j qu du plus
        très il elle nous on mon ma mes son sa ses leur ont été être suis sont ai jamais toujours rien
        tout tous bien merci bonjour depuis chez par si comme même encore aucun aucune votre vos notre
        cette fait faire sans déjà peu aussi alors donc quand pourquoi quelqu moi toi aux en à y où ça
        d l a été ils elles leurs mal non
        temps jour jours semaine semaines mois an heure heures argent prix commande livraison colis
        numéro compte contrat facture nouveau nouvelle vieux rapide lent retard cassé perdu attendre
        attends réponse aide acheter acheté payé marche fonctionne mauvais belle beau propre qualité
        entreprise gens où qui lien trop vraiment
    """,
    "es": """
        el la los las que y es un una no por con para se lo mi pero muy como su del me al más está esta
        este esto son fue ha han hay todo todos nada nunca siempre gracias desde sin ya le les nos si
        porque cuando bien mal hace hoy ayer tengo tiene estoy están también ser hacer peor mejor otra
        otro vez años día días eso ni sus te uno qué cómo en aquí a fui van yo ella cada más hasta
        tiempo hora horas semana semanas mes meses año dinero precio pedido entrega paquete número
        contrato factura nuevo nueva viejo rápido lento tarde roto perdido esperar esperando respuesta
        ayuda comprar compré pagado pagar funciona malo mala bueno buena limpio calidad empresa gente
        dónde quién quiero mucho
    """,
    "it": """
        il lo la gli le i un una di che e non per con sono mi ma come più si da del della dei delle al
        alla nel nella anche questo questa ho hai ha abbiamo hanno è stato stata mai sempre tutto tutti
        molto grazie perché quando dopo solo ancora niente ci vi se io sia essere fatto bene male oggi
        ieri nessuno senza mio mia vostra vostro a ma è ogni loro già dal ed o
        tempo giorno ora ore settimana settimane mese mesi anno soldi prezzo ordine consegna pacco
        numero conto contratto fattura nuovo nuova vecchio veloce lento tardi rotto perso aspettare
        aspetto risposta aiuto comprare comprato pagato funziona brutto bello bella pulito qualità
        azienda gente dove chi vergogna troppo
    """,
    "pt": """
        o a os as um uma de do da dos das em no na nos nas que e não por com para se eu você vocês mas
        muito como meu minha seu sua mais já foi tem ter está estou esse essa isso tudo nada nunca
        sempre obrigado obrigada desde até pra pro ao aos bem mal quando porque ser são dia dias hoje
        ontem sem ninguém alguém fui vez cada era ele ela só a
        tempo hora horas semana semanas mês meses ano dinheiro preço pedido entrega pacote número conta
        contrato fatura novo nova velho rápido lento atraso quebrado perdido esperar esperando resposta
        ajuda comprar comprei pago funciona ruim bom boa limpo qualidade empresa gente onde quem quero
        demais
    """,
    "nl": """
        de het een en is niet ik van dat op te voor met zijn ook maar er bij naar wat je nog mijn geen
        heb heeft hebben wordt worden aan als dan om zo al wel ze we jullie hun deze dit die uit over
        door weer nooit altijd veel goed slecht bedankt dank waarom na uur moet kan kunnen waren niets
        alles sinds niemand hoe erg heel ben toch hij zij mij ons wel was in
        tijd dag dagen week weken maand jaar uren geld prijs klant klanten bestelling levering pakket
        nummer rekening contract factuur nieuw nieuwe oud snel traag laat kapot kwijt wachten wacht
        antwoord hulp kopen gekocht betaald werkt slechte mooi mooie schoon kwaliteit bedrijf mensen
        waar wie echt
    """,
    "az": """
        və üçün bir bu çox mən mənə heç nə deyil də da sizin olmur yoxdur niyə hər həm amma sonra
        vaxt gün həftə ay il saat pul qiymət müştəri sifariş çatdırılma nömrə hesab müqavilə yeni köhnə
        tez yavaş gec cavab kömək almaq aldım ödədim işləyir işləmir pis yaxşı gözəl təmiz keyfiyyət
        şirkət haradan hara dedi da
    """,
    "id": """
        yang dan di ini itu tidak ada untuk dengan saya aku sudah bisa dari ke nya tapi juga lagi banget
        sangat karena kalau gak nggak udah akan kami kita mereka pada sama belum terima kasih kapan
        sekali yg tdk ga aja nih dong sih kok terus
        waktu hari minggu bulan tahun jam uang harga pelanggan pesanan pengiriman paket nomor akun baru
        lama cepat lambat rusak hilang menunggu jawaban tolong beli bayar jelek bagus bersih kualitas
        orang mana siapa
    """,
    "pl": """
        i w na nie się jest z do to że jak ale co po za tak już tylko mi od dla czy mam nic bardzo był
        była jestem mnie przez nikt nigdy bez dzisiaj kiedy
        czas dzień dni tydzień tygodni miesiąc rok godzin pieniądze cena klienta zamówienie dostawa
        paczka numer konto umowa faktura nowy nowa stary szybko wolno późno zepsuty czekam odpowiedź
        pomoc kupić kupiłem działa zły dobry dobra ładny czysty jakość firma ludzie gdzie kto
    """,
    "sv": """
        och att det som en ett på är inte för med av till har jag vi ni de den men var om så kan från
        eller nu när aldrig alltid mycket bra tack ingen inga mitt min sedan igen utan
        tid dag dagar vecka veckor månad år timmar pengar pris kund beställning leverans paket nummer
        konto avtal faktura ny nya gammal snabb långsam sen trasig borta vänta svar hjälp köpa köpt
        betalat fungerar dålig fin ren kvalitet företag folk var vem
    """,
    "da": """
        og ikke det jeg er på af til har en et den som med for men vi kan fra eller aldrig aldri meget min
        mitt
    """,
    "ro": """
        și de la nu este în cu pe pentru că sa mai un o din dar foarte am are sunt mi cand când nimeni
        niciodată mult mulțumesc fără nimic acum
    """,
    "und": """
        kheili kheyli khob khub bood bud bod nist hast ham baz vali man shoma mishe nemishe dige chera
        vaghean hame hichkas kard kardam mamnoon salam baraye dare nadare ghaza ye chi khoob va ke ro az
        hastam bar bi shod shode mikham nemikham javab
    """,  # Persian in Latin letters, which no model reads
}
