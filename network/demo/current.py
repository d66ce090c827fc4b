"""Invented trainings of the demo that move with the day: ended, running, to come, cancelled, draft."""

from datetime import date, timedelta

from network.demo.schedule import DemoTraining, half_days, monday_after, online
from network.vocabulary import STATE_ZONES, State, TrainingKind, TrainingStatus


def begun(today: date) -> tuple[DemoTraining, ...]:
    """Two that ended this year, and one that runs yesterday and today and has no marks yet."""
    spring = monday_after(today - timedelta(days=215))
    return (
        DemoTraining(
            key="mentoring",
            kind=TrainingKind.MENTORING,
            status=TrainingStatus.PUBLISHED,
            title="Mentoring circle for future commanders",
            title_ru="Наставнический круг для будущих руководителей",
            description=(
                "Four online meetings, a month apart: senior officers and younger members talk through real decisions."
            ),
            description_ru=(
                "Четыре встречи онлайн с перерывом в месяц: старшие офицеры и молодые участницы обсуждают"
                " реальные решения."
            ),
            state=State.KZ,
            city="Astana",
            city_ru="Астана",
            venue="Online",
            venue_ru="Онлайн",
            zone=STATE_ZONES[State.KZ],
            languages=("ru",),
            capacity=16,
            organisers=("osce-win", "osce-astana"),
            supporters=("kz-law-academy",),
            priorities=("P1",),
            sessions=online(
                tuple(spring + timedelta(weeks=4 * month) for month in range(4)),
                ("The first hundred days in command", "Первые сто дней руководства"),
                ("A difficult conversation", "Трудный разговор"),
                ("Work, family, service", "Работа, семья, служба"),
                ("My next step", "Мой следующий шаг"),
            ),
            follows="bishkek-2025",
            size=16,
        ),
        DemoTraining(
            key="ashgabat",
            kind=TrainingKind.WORKSHOP,
            status=TrainingStatus.PUBLISHED,
            title="Services that speak with each other",
            title_ru="Службы, которые говорят друг с другом",
            description=(
                "Border, customs, migration and police officers work through one case together and agree "
                "how to pass information on."
            ),
            description_ru=(
                "Пограничники, таможенники, миграционная служба и полиция вместе разбирают один случай и "
                "договариваются о передаче информации."
            ),
            state=State.TM,
            city="Ashgabat",
            city_ru="Ашхабад",
            venue="Conference centre",
            venue_ru="Конференц-центр",
            zone=STATE_ZONES[State.TM],
            languages=("ru", "tk"),
            capacity=24,
            organisers=("osce-ashgabat", "tm-border"),
            supporters=("osce-border",),
            priorities=("P4",),
            sessions=half_days(
                monday_after(today - timedelta(days=75)) + timedelta(days=1),
                ("One case, four services", "Один случай, четыре службы"),
                ("Who needs to know what", "Кому что нужно знать"),
                ("A common procedure", "Общий порядок"),
            ),
            size=23,
        ),
        DemoTraining(
            key="running",
            kind=TrainingKind.COURSE,
            status=TrainingStatus.PUBLISHED,
            title="Leading under pressure: follow-up course",
            title_ru="Руководство под давлением: повторный курс",
            description=(
                "A year of practice looked at together: what worked, what did not, and new exercises in "
                "calm, clear speech."
            ),
            description_ru=(
                "Общий взгляд на год практики: что получилось, что нет, и новые упражнения в спокойной и ясной речи."
            ),
            state=State.KG,
            city="Bishkek",
            city_ru="Бишкек",
            venue="Academy of the Ministry of Internal Affairs",
            venue_ru="Академия Министерства внутренних дел",
            zone=STATE_ZONES[State.KG],
            languages=("ru", "ky", "en"),
            capacity=32,
            organisers=("osce-border", "osce-bishkek"),
            supporters=("osce-win", "kg-mia", "kg-kawss"),
            priorities=("P1", "P3"),
            sessions=half_days(
                today - timedelta(days=1),
                ("A year later: what we tried", "Год спустя: что мы попробовали"),
                ("Speaking when it is loud", "Говорить, когда шумно"),
                ("Decisions with little time", "Решения, когда времени мало"),
                ("Plans for our teams", "Планы для наших команд"),
            ),
            follows="bishkek-2025",
            size=30,
        ),
    )


def to_come(today: date) -> tuple[DemoTraining, ...]:
    """One open, one cancelled, one draft."""
    return (
        DemoTraining(
            key="termez",
            kind=TrainingKind.STUDY_VISIT,
            status=TrainingStatus.CANCELLED,
            title="Study visit: a bridge between two states",
            title_ru="Ознакомительный визит: мост между двумя государствами",
            description="A day at a busy land crossing, with the officers of both shifts.",
            description_ru="День на оживлённом сухопутном пункте пропуска с офицерами обеих смен.",
            state=State.UZ,
            city="Termez",
            city_ru="Термез",
            venue="Border crossing point",
            venue_ru="Пункт пропуска через границу",
            zone=STATE_ZONES[State.UZ],
            languages=("ru", "uz"),
            capacity=15,
            organisers=("osce-tashkent",),
            supporters=(),
            priorities=("P2", "P4"),
            sessions=half_days(
                monday_after(today) + timedelta(days=2),
                ("Morning shift", "Утренняя смена"),
                ("Evening shift", "Вечерняя смена"),
            ),
            cancelled_why=(
                "The crossing point is being rebuilt; a new date follows. / Пункт пропуска на "
                "реконструкции; новая дата будет объявлена."
            ),
            size=12,
        ),
        DemoTraining(
            key="astana",
            kind=TrainingKind.WORKSHOP,
            status=TrainingStatus.PUBLISHED,
            title="Fair selection boards",
            title_ru="Справедливый отбор на должности",
            description=("How boards judge candidates, where bias comes in, and what a fair interview looks like."),
            description_ru=(
                "Как комиссии оценивают кандидатов, где возникает предвзятость и как выглядит "
                "справедливое собеседование."
            ),
            state=State.KZ,
            city="Kosshy",
            city_ru="Косшы",
            venue="Law Enforcement Academy",
            venue_ru="Академия правоохранительных органов",
            zone=STATE_ZONES[State.KZ],
            languages=("ru", "kk", "en"),
            capacity=30,
            organisers=("osce-astana", "kz-law-academy"),
            supporters=("osce-win",),
            priorities=("P1", "P3"),
            sessions=half_days(
                monday_after(today + timedelta(days=18)) + timedelta(days=1),
                ("How boards decide", "Как решают комиссии"),
                ("The interview", "Собеседование"),
                ("Writing a fair profile", "Справедливый профиль должности"),
                ("Trial board", "Пробная комиссия"),
            ),
            size=14,
        ),
        DemoTraining(
            key="khujand",
            kind=TrainingKind.COURSE,
            status=TrainingStatus.DRAFT,
            title="First response to domestic violence",
            title_ru="Первые действия при домашнем насилии",
            description="A draft: programme and dates are still being discussed with the host.",
            description_ru="Черновик: программа и даты ещё обсуждаются с принимающей стороной.",
            state=State.TJ,
            city="Khujand",
            city_ru="Худжанд",
            venue="",
            venue_ru="",
            zone=STATE_ZONES[State.TJ],
            languages=("ru", "tg"),
            capacity=24,
            organisers=("osce-dushanbe",),
            supporters=(),
            priorities=("P3",),
            sessions=half_days(
                monday_after(today + timedelta(days=110)) + timedelta(days=2),
                ("The first hour", "Первый час"),
                ("Working with partners", "Работа с партнёрами"),
            ),
        ),
    )
