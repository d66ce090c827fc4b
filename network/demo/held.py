"""Trainings of the demo that were held on fixed dates, 2023 to 2025.

The seminar of October 2024 and the course of November 2025 in Bishkek took place and are described in our
words after public news; the others are invented, and so is every list of people.
"""

from dataclasses import replace
from datetime import date

from network.demo.organisations import FIELD_OPERATIONS
from network.demo.schedule import DemoTraining, half_days, online
from network.vocabulary import STATE_ZONES, State, TrainingKind, TrainingStatus


def held() -> tuple[DemoTraining, ...]:
    """In order of time."""
    study_visit = half_days(
        date(2025, 9, 10),
        ("Arrivals hall: passport and risk control", "Зал прилёта: паспортный контроль и оценка рисков"),
        ("Customs laboratory and dog unit", "Таможенная лаборатория и кинологическая служба"),
        ("Cargo terminal", "Грузовой терминал"),
        ("What we take home", "Что мы берём с собой"),
    )
    return (
        DemoTraining(
            key="tashkent-2023",
            kind=TrainingKind.WORKSHOP,
            status=TrainingStatus.PUBLISHED,
            title="Towards a regional network: preparatory workshop",
            title_ru="На пути к региональной сети: подготовительный семинар",
            description=(
                "Women from five states compare how their services recruit, train and promote, and sketch"
                " what a network across borders could do for them."
            ),
            description_ru=(
                "Сотрудницы из пяти государств сравнивают, как в их службах набирают, обучают и "
                "продвигают, и намечают, что могла бы дать им сеть через границы."
            ),
            state=State.UZ,
            city="Tashkent",
            city_ru="Ташкент",
            venue="Customs Institute",
            venue_ru="Таможенный институт",
            zone=STATE_ZONES[State.UZ],
            languages=("ru", "en"),
            capacity=25,
            organisers=("osce-border", "osce-tashkent"),
            supporters=("uz-customs-institute",),
            priorities=("P4", "P5"),
            sessions=half_days(
                date(2023, 9, 19),
                ("Five services, five careers", "Пять служб, пять карьер"),
                ("What stands in the way", "Что мешает"),
                ("A network: what for", "Сеть: для чего"),
            ),
            size=22,
        ),
        DemoTraining(
            key="webinar-2024",
            kind=TrainingKind.WEBINAR,
            status=TrainingStatus.PUBLISHED,
            title="Reading a travel document in three minutes",
            title_ru="Проверка проездного документа за три минуты",
            description=(
                "An online hour and a half on security features, with images to judge and a discussion of mistakes."
            ),
            description_ru=(
                "Полтора часа онлайн о защитных элементах документов: изображения для оценки и разбор ошибок."
            ),
            state=State.KZ,
            city="Astana",
            city_ru="Астана",
            venue="Online",
            venue_ru="Онлайн",
            zone=STATE_ZONES[State.KZ],
            languages=("ru",),
            capacity=60,
            organisers=("osce-border",),
            supporters=("kz-law-academy",),
            priorities=("P2",),
            sessions=online((date(2024, 4, 17),), ("Documents under the lens", "Документы под лупой")),
            size=40,
        ),
        DemoTraining(
            key="bishkek-2024",
            kind=TrainingKind.CONFERENCE,
            status=TrainingStatus.PUBLISHED,
            title="Seminar on a regional association of women in border and law enforcement agencies",
            title_ru="Семинар о региональной ассоциации женщин пограничных и правоохранительных ведомств",
            description=(
                "Ministries, border guards, police and prosecutors discuss how women officers of Central "
                "Asia can work together, and take the first steps to a joint association."
            ),
            description_ru=(
                "Министерства, пограничники, полиция и прокуратура обсуждают, как сотрудницы служб "
                "Центральной Азии могут работать вместе, и делают первые шаги к общей ассоциации."
            ),
            state=State.KG,
            city="Bishkek",
            city_ru="Бишкек",
            venue="Conference hall of a city hotel",
            venue_ru="Конференц-зал городской гостиницы",
            zone=STATE_ZONES[State.KG],
            languages=("ru", "en"),
            capacity=35,
            organisers=("osce-border",),
            supporters=FIELD_OPERATIONS,
            priorities=("P4", "P5"),
            sessions=half_days(
                date(2024, 10, 15),
                ("Women in border and law enforcement agencies today", "Женщины в службах сегодня"),
                ("Experience of existing associations", "Опыт действующих ассоциаций"),
                ("Aims and shape of a regional association", "Цели и устройство региональной ассоциации"),
                ("Next steps", "Следующие шаги"),
            ),
            follows="tashkent-2023",
            size=30,
        ),
        DemoTraining(
            key="dushanbe-2025",
            kind=TrainingKind.COURSE,
            status=TrainingStatus.PUBLISHED,
            title="Risk analysis and interviewing at the border",
            title_ru="Анализ рисков и беседа на границе",
            description=(
                "Three days on risk indicators, respectful questioning and the detection of trafficking "
                "in human beings, with role play at a model crossing point."
            ),
            description_ru=(
                "Три дня об индикаторах риска, уважительном опросе и выявлении торговли людьми, с "
                "ролевыми упражнениями на учебном пункте пропуска."
            ),
            state=State.TJ,
            city="Dushanbe",
            city_ru="Душанбе",
            venue="Training centre of the Customs Service",
            venue_ru="Учебный центр Таможенной службы",
            zone=STATE_ZONES[State.TJ],
            languages=("ru", "tg"),
            capacity=28,
            organisers=("osce-dushanbe", "tj-customs"),
            supporters=("osce-border",),
            priorities=("P2",),
            sessions=half_days(
                date(2025, 3, 11),
                ("Risk indicators", "Индикаторы риска"),
                ("From indicator to decision", "От индикатора к решению"),
                ("Asking so that people answer", "Спрашивать так, чтобы отвечали"),
                ("Trafficking in human beings: signs", "Торговля людьми: признаки"),
                ("Practice at the crossing point", "Практика на пункте пропуска"),
                ("Lessons and test", "Выводы и проверка знаний"),
            ),
            size=26,
        ),
        DemoTraining(
            key="tashkent-2025",
            kind=TrainingKind.STUDY_VISIT,
            status=TrainingStatus.PUBLISHED,
            title="Study visit: an airport at work",
            title_ru="Ознакомительный визит: аэропорт за работой",
            description=(
                "Members see how border, customs and police share one building, and what each service can"
                " learn from the others."
            ),
            description_ru=(
                "Участницы видят, как пограничники, таможня и полиция работают в одном здании и чему "
                "службы учатся друг у друга."
            ),
            state=State.UZ,
            city="Tashkent",
            city_ru="Ташкент",
            venue="International airport",
            venue_ru="Международный аэропорт",
            zone=STATE_ZONES[State.UZ],
            languages=("ru", "uz"),
            capacity=20,
            organisers=("osce-tashkent",),
            supporters=("osce-border", "uz-customs-institute"),
            priorities=("P2", "P4"),
            # The cargo terminal was closed that day: a session that was not held counts for nobody.
            sessions=(*study_visit[:2], replace(study_visit[2], cancelled=True), study_visit[3]),
            size=18,
        ),
        DemoTraining(
            key="bishkek-2025",
            kind=TrainingKind.COURSE,
            status=TrainingStatus.PUBLISHED,
            title="Gender-responsive leadership and communication",
            title_ru="Гендерно-чувствительное лидерство и коммуникация",
            description=(
                "A two-day course for members from five states: how gender shapes communication and "
                "decisions inside the services and towards the public, how to speak clearly under "
                "pressure at the border and elsewhere, how to reflect before deciding, and how to lead "
                "teams in which everyone counts. Case studies and interactive exercises show what "
                "stereotypes and unconscious bias do to a team. At the end the participants define "
                "strategic priorities of the Network for the coming years."
            ),
            description_ru=(
                "Двухдневный курс для участниц из пяти государств: как гендер влияет на общение и решения"
                " внутри служб и в работе с людьми, как говорить ясно в напряжённой обстановке на границе"
                " и не только, как обдумывать решения и как руководить командой, где важен каждый. Разбор"
                " случаев и интерактивные упражнения показывают, что делают с командой стереотипы и "
                "неосознанные предубеждения. В завершение участницы определяют стратегические приоритеты "
                "Сети на ближайшие годы."
            ),
            state=State.KG,
            city="Bishkek",
            city_ru="Бишкек",
            venue="Conference hall of a city hotel",
            venue_ru="Конференц-зал городской гостиницы",
            zone=STATE_ZONES[State.KG],
            languages=("en", "ru"),
            capacity=32,
            organisers=("osce-border", "osce-win"),
            supporters=("osce-cpc", *FIELD_OPERATIONS),
            priorities=("P1", "P3", "P5"),
            sessions=half_days(
                date(2025, 11, 26),
                ("Gender dynamics in our services", "Гендерная динамика в наших службах"),
                ("Communication in high-pressure environments", "Общение в напряжённой обстановке"),
                ("Reflective decisions, inclusive teams", "Обдуманные решения, инклюзивные команды"),
                ("Strategic priorities of the Network", "Стратегические приоритеты Сети"),
            ),
            follows="bishkek-2024",
            size=30,
        ),
    )
