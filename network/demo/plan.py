"""A strategic plan that says it is a sample: the text of the Network's own is not public."""

from dataclasses import dataclass
from datetime import date

from network.vocabulary import PlanStatus, PriorityStatus, State


@dataclass(frozen=True, slots=True)
class DemoPriority:
    """One priority; its place is its place in `DemoPlan.priorities`."""

    code: str
    title: str
    title_ru: str
    description: str
    description_ru: str
    lead: str  # who leads, as a reader in any language understands it; empty where a state does
    lead_state: State | None
    status: PriorityStatus


@dataclass(frozen=True, slots=True)
class DemoPlan:
    title: str
    title_ru: str
    summary: str
    summary_ru: str
    starts_on: date
    ends_on: date
    status: PlanStatus
    sample: bool
    priorities: tuple[DemoPriority, ...]


SAMPLE_PLAN = DemoPlan(
    title="Strategic priorities 2026–2028 (sample)",
    title_ru="Стратегические приоритеты на 2026–2028 годы (образец)",
    summary=(
        "This is a sample. It shows what a plan looks like here; it is not the Network's own plan, whose "
        "text is not public. The secretariat replaces it."
    ),
    summary_ru=(
        "Это образец. Он показывает, как выглядит план; это не план самой Сети, текст которого не "
        "опубликован. Секретариат заменяет его своим."
    ),
    starts_on=date(2026, 1, 1),
    ends_on=date(2028, 12, 31),
    status=PlanStatus.CONSULTATION,
    sample=True,
    priorities=(
        DemoPriority(
            code="P1",
            title="Women in leadership",
            title_ru="Женщины на руководящих должностях",
            description=(
                "More women prepared for command and management posts: leadership courses, mentoring by "
                "senior officers, and fair selection boards."
            ),
            description_ru=(
                "Больше женщин, готовых к командным и управленческим должностям: курсы лидерства, "
                "наставничество старших офицеров, справедливый отбор."
            ),
            lead="",
            lead_state=State.KG,
            status=PriorityStatus.UNDER_WAY,
        ),
        DemoPriority(
            code="P2",
            title="Professional skills at the border and in investigation",
            title_ru="Профессиональные навыки на границе и в расследовании",
            description=(
                "Practical training in document checks, risk analysis, interviewing and the detection of "
                "trafficking in human beings, open to all services."
            ),
            description_ru=(
                "Практическое обучение проверке документов, анализу рисков, проведению бесед и выявлению "
                "торговли людьми, открытое для всех служб."
            ),
            lead="",
            lead_state=State.KZ,
            status=PriorityStatus.UNDER_WAY,
        ),
        DemoPriority(
            code="P3",
            title="Gender-responsive services",
            title_ru="Гендерно-чувствительная работа служб",
            description=(
                "Agencies look at how they recruit, equip, protect and promote, and how they treat the "
                "women and men they serve."
            ),
            description_ru=(
                "Ведомства смотрят, как они набирают, обеспечивают, защищают и продвигают сотрудников и "
                "как обращаются с женщинами и мужчинами, которым служат."
            ),
            lead="",
            lead_state=State.UZ,
            status=PriorityStatus.PLANNED,
        ),
        DemoPriority(
            code="P4",
            title="Regional co-operation",
            title_ru="Региональное сотрудничество",
            description=(
                "Members know their counterparts across the border, visit each other's services and "
                "answer each other's questions."
            ),
            description_ru=(
                "Участницы знают коллег по ту сторону границы, посещают службы друг друга и отвечают на "
                "вопросы друг друга."
            ),
            lead="",
            lead_state=State.TJ,
            status=PriorityStatus.PLANNED,
        ),
        DemoPriority(
            code="P5",
            title="A network that lasts",
            title_ru="Устойчивость Сети",
            description=(
                "National co-ordinators in all five states, a shared calendar, records that can be relied"
                " on, and partners beside the OSCE."
            ),
            description_ru=(
                "Национальные координаторы во всех пяти государствах, общий календарь, надёжные записи и "
                "партнёры наряду с ОБСЕ."
            ),
            lead="Secretariat / Секретариат",
            lead_state=None,
            status=PriorityStatus.UNDER_WAY,
        ),
    ),
)
