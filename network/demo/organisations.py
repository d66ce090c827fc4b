"""Who organises and supports the demo's trainings: field operations, departments, hosts, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    key: str
    name: str
    name_ru: str


ORGANISATIONS = (
    DemoOrganisation(
        "osce-border",
        "OSCE Secretariat, Transnational Threats Department, Border Security and Management Unit",
        "Секретариат ОБСЕ, Департамент по противодействию транснациональным угрозам, Отдел безопасности границ",
    ),
    DemoOrganisation(
        "osce-win",
        "OSCE Secretariat, Gender Issues Programme, WIN project",
        "Секретариат ОБСЕ, Программа по гендерным вопросам, проект WIN",
    ),
    DemoOrganisation("osce-cpc", "OSCE Conflict Prevention Centre", "Центр ОБСЕ по предотвращению конфликтов"),
    DemoOrganisation("osce-astana", "OSCE Programme Office in Astana", "Программный офис ОБСЕ в Астане"),
    DemoOrganisation("osce-bishkek", "OSCE Programme Office in Bishkek", "Программный офис ОБСЕ в Бишкеке"),
    DemoOrganisation("osce-dushanbe", "OSCE Programme Office in Dushanbe", "Программный офис ОБСЕ в Душанбе"),
    DemoOrganisation("osce-ashgabat", "OSCE Centre in Ashgabat", "Центр ОБСЕ в Ашхабаде"),
    DemoOrganisation(
        "osce-tashkent", "OSCE Project Co-ordinator in Uzbekistan", "Координатор проектов ОБСЕ в Узбекистане"
    ),
    DemoOrganisation(
        "kz-law-academy",
        "Law Enforcement Academy under the Prosecutor General's Office of Kazakhstan",
        "Академия правоохранительных органов при Генеральной прокуратуре Казахстана",
    ),
    DemoOrganisation("kg-mia", "Ministry of Internal Affairs of Kyrgyzstan", "Министерство внутренних дел Кыргызстана"),
    DemoOrganisation(
        "kg-kawss",
        "Kyrgyz Association of Women in the Security Sector",
        "Кыргызская ассоциация женщин сектора безопасности",
    ),
    DemoOrganisation("tj-customs", "Customs Service of Tajikistan", "Таможенная служба Таджикистана"),
    DemoOrganisation(
        "tm-border",
        "State Border Service of Turkmenistan",
        "Государственная пограничная служба Туркменистана",
    ),
    DemoOrganisation("uz-customs-institute", "Customs Institute of Uzbekistan", "Таможенный институт Узбекистана"),
)
FIELD_OPERATIONS = ("osce-astana", "osce-bishkek", "osce-dushanbe", "osce-ashgabat", "osce-tashkent")
#: What every deployment starts with; the others belong to the demo.
OSCE = tuple(one for one in ORGANISATIONS if one.key.startswith("osce-"))
