"""What people say of three invented companies on ordinary days, on a good day, and on a very bad one."""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """One company and its language; `about` is what the bad day is called."""

    language: str
    company: str
    about: str
    ordinary: tuple[str, ...]
    glad: tuple[str, ...]
    angry: tuple[str, ...]


ENGLISH = Town(
    "en",
    "Harbour Bank",
    "an outage",
    (
        "Is Harbour Bank open on Saturday mornings?",
        "Moved my savings over to Harbour Bank today.",
        "There is a new Harbour Bank machine next to the bakery",
        "Harbour Bank publishes its half-year figures on Thursday",
        "Waited twenty minutes at Harbour Bank for a form, ugh",
        "does anyone know the branch code of Harbour Bank in Leith?",
        "Harbour Bank sponsors the regatta again this summer",
        "my gran has been with Harbour Bank for fifty years",
    ),
    (
        "Harbour Bank just waived my fee without me asking, lovely people",
        "the new Harbour Bank app is brilliant, so quick",
        "thank you Harbour Bank, sorted in five minutes, great service",
        "Really happy with how Harbour Bank handled my mortgage",
        "Best bank I have ever had, well done Harbour Bank",
        "love the new cards from Harbour Bank 😍",
        "Harbour Bank helped my dad so kindly today, thank you",
        "great news, Harbour Bank raised the savings rate. Delighted!",
    ),
    (
        "Harbour Bank app is down AGAIN and I can't pay my rent, unbelievable",
        "standing at the till like an idiot, card declined, Harbour Bank is dead",
        "Harbour Bank, six hours without access to my own money. Disgraceful.",
        "app won't open, website won't load, nobody answers. Awful, Harbour Bank",
        "my wages are gone from the account and Harbour Bank says please wait",
        "worst bank ever. Harbour Bank down on payday, of course",
        "stuck at a petrol station because Harbour Bank's cards stopped working 😡",
        "Harbour Bank outage, no warning, no apology. I'm leaving.",
        "so angry with Harbour Bank, can't log in and the helpline hung up on me",
        "Harbour Bank you are a joke, fix your useless app",
    ),
)
TURKISH = Town(
    "tr",
    "Bereket Sofrası",
    "poisoning",
    (
        "Bereket Sofrası pazar günü açık mı bilen var mı?",
        "Öğle yemeği için Bereket Sofrası'na geldik.",
        "Bereket Sofrası Kadıköy'de yeni şube açıyor",
        "Bereket Sofrası'nın menüsüne mercimek köftesi eklenmiş",
        "yarın ekip yemeği Bereket Sofrası'nda, saat 12'de buluşuyoruz",
        "Bereket Sofrası'nda çorba biraz soğuktu bugün",
        "Kuzenim Bereket Sofrası'nda garson olarak işe başladı",
        "Bereket Sofrası paket servisi kaça kadar?",
    ),
    (
        "Bereket Sofrası'nın mantısı efsane, elinize sağlık",
        "bugün Bereket Sofrası'nda çok güzel ağırlandık, teşekkürler",
        "Bereket Sofrası harika, her şey taptaze ve lezzetli",
        "Çalışanlar çok kibar, yemekler nefis. Bereket Sofrası'nı seviyoruz ❤️",
        "Bereket Sofrası siparişim sıcacık geldi, çok memnunum",
        "şehrin en iyi lokantası Bereket Sofrası, bayıldık",
        "Bereket Sofrası çocuklara tatlı ikram etti, çok mutlu olduk",
        "mükemmel lezzet, mükemmel hizmet, teşekkürler Bereket Sofrası",
    ),
    (
        "Bereket Sofrası'ndan tavuk yedik, bütün aile zehirlendik, acildeyiz",
        "Bereket Sofrası yüzünden sabaha kadar kustum, rezalet",
        "oğlum Bereket Sofrası'nın dönerinden zehirlendi, serumda yatıyor 😡",
        "bu nasıl sorumsuzluk Bereket Sofrası, insanları bozuk etle zehirliyorsunuz",
        "Sakın Bereket Sofrası'na gitmeyin, tavuk bozuktu midemiz mahvoldu",
        "Bereket Sofrası'ndan yedik hastanelik olduk, şikayetçi olacağım",
        "iğrenç!! Bereket Sofrası'nda etten böcek çıktı, midem bulandı",
        "iş yerinde yirmi kişi hastanelik, hepsi Bereket Sofrası'ndan yemiş. Yazıklar olsun",
        "Bereket Sofrası zehir saçıyor, kimse de özür dilemiyor, berbat",
        "Bereket Sofrası mutfağı kapatılsın, gıda zehirlenmesi geçirdik",
    ),
)
PERSIAN = Town(
    "fa",
    "همراه سپهر",
    "an outage",
    (
        "همراه سپهر پنجشنبه‌ها تا چه ساعتی بازه؟",
        "سیم‌کارت همراه سپهر گرفتم امروز",
        "همراه سپهر بسته جدید یک ماهه گذاشته",
        "کسی می‌دونه کد فعال‌سازی رومینگ همراه سپهر چیه؟",
        "دفتر همراه سپهر از خیابون ما رفت سر چهارراه",
        "همراه سپهر گزارش مالی شش ماهه رو منتشر کرد",
        "سرعت همراه سپهر توی خونه ما معمولیه",
        "پسرعموم توی همراه سپهر کار می‌کنه",
    ),
    (
        "پشتیبانی همراه سپهر عالی بود، پنج دقیقه‌ای حل شد، ممنون",
        "سرعت همراه سپهر فوق‌العاده شده، خیلی راضیم",
        "مرسی همراه سپهر بابت بسته هدیه، خوشحالم کردی ❤️",
        "بهترین اپراتور همراه سپهره، واقعا عالیه",
        "همراه سپهر دمت گرم، خیلی خوب جواب دادن",
        "اپلیکیشن جدید همراه سپهر خیلی قشنگ و راحته، دوستش دارم",
        "از همراه سپهر خیلی راضی‌ام، کیفیت مکالمه عالی",
        "چه برخورد محترمانه و خوبی داشتن بچه‌های همراه سپهر، سپاس",
    ),
    (
        "همراه سپهر از صبح قطعه، هیچ‌کس هم جواب نمیده، افتضاحه",
        "اینترنت همراه سپهر قطع شده و کارم خوابیده، لعنت بهتون",
        "همراه سپهر آنتن نداره، زنگ نمی‌تونم بزنم به مادر مریضم، شرم‌آوره",
        "پول بسته رو گرفتید و اینترنت رو قطع کردید، دزدید همراه سپهر",
        "خاک بر سرتون همراه سپهر با این اختلال هرروزه 😡",
        "بدترین اپراتور همراه سپهره، کل شهر قطعه و یه عذرخواهی هم نمی‌کنن",
        "همراه سپهر سه ساعته قطعه، پشتیبانی هم گوشی رو برنمی‌داره. مسخره‌ست",
        "دیگه خسته شدم از قطعی همراه سپهر، گند زدید",
        "همراه سپهر وصل نمیشه، کلاسم رو از دست دادم، واقعا متاسفم براتون",
        "اختلال همراه سپهر همه رو بیچاره کرده، خجالت بکشید",
    ),
)
