"""The words that say what a number counts, as data.

Each entry gives a word (or two words) a tag, so that a rule asks what a word does, not how it is spelled. A
word stands here because it is the language's word for the thing, in British or American spelling.
"""

from __future__ import annotations

from enum import IntEnum, auto

from extractor.numbers.notation import word_set
from extractor.vocabulary import drugs


class Tag(IntEnum):
    """What a word can do for a number (an integer, since sets of tags are asked for every word)."""

    WORD = auto()
    """Any other word: it may stand inside a noun phrase."""
    NUMBER = auto()
    # Nouns that are counted.
    PERSON = auto()
    VICTIM = auto()
    OFFICER = auto()
    FORCE = auto()
    ARREST = auto()
    CHARGE = auto()
    """Charges laid: they count no people, but a heading of that name does."""
    CONVICTION = auto()
    WARRANT = auto()
    SEARCH = auto()
    ADDRESS = auto()
    VISIT = auto()
    STOP_SEARCH = auto()
    VEHICLE = auto()
    VEHICLE_STOP = auto()
    LINE = auto()
    GROUP = auto()
    WEAPON = auto()
    PHONE = auto()
    DRUG = auto()
    PIECE = auto()
    PLANT = auto()
    CASH = auto()
    CRYPTO = auto()
    SEIZURE = auto()
    GOODS = auto()
    THING = auto()
    """A counted noun that is no measure (offences, incidents, months of work): it ends all guessing."""
    # Verbs.
    V_ARREST = auto()
    V_CHARGE = auto()
    V_CONVICT = auto()
    V_SAFEGUARD = auto()
    V_SEIZE = auto()
    V_SEARCH = auto()
    V_VISIT = auto()
    V_STOP = auto()
    V_EXECUTE = auto()
    V_DISRUPT = auto()
    V_HARM = auto()
    V_THREATEN = auto()
    V_ELSE = auto()
    """A verb that gives persons another fate (released, bailed, questioned)."""
    V_LOSE = auto()
    """A verb of money that was not seized (cost, earned, fined, stolen)."""
    V_WORTH = auto()
    MODAL = auto()
    # Small words.
    OF = auto()
    PREP = auto()
    CONJ = auto()
    AUX = auto()
    DET = auto()
    THOSE = auto()
    MORE = auto()
    SUB = auto()
    REL = auto()
    INCLUDING = auto()
    COMMA = auto()
    OPEN = auto()
    CLOSE = auto()
    DASH = auto()
    COLON = auto()
    SEMICOLON = auto()
    SLASH = auto()
    STOP = auto()
    """Any other mark: a noun phrase ends here."""


_WORDS: dict[Tag, str] = {
    Tag.PERSON: """people persons person men women man woman males females male female suspects suspect
        individuals individual boys boy girls girl teenagers teenager teens youths youth youngsters adults
        adult juveniles juvenile offenders offender dealers dealer criminals criminal members member
        defendants defendant traffickers trafficker gangsters vendors vendor buyers sellers smugglers
        burglars robbers couriers drivers driver passengers runners nationals national foreigners culprits
        perpetrators ringleaders fugitives associates accomplices brothers sisters students pensioners
        administrators migrants drug-dealers others motorists riders shoplifters thieves poachers hackers
        operators moderators operatives gunmen pickpockets workers employees inmates prisoners citizens
        users""",
    Tag.VICTIM: "victims victim children child minors",
    Tag.OFFICER: """officers officer cops detectives policemen policewomen constables troopers gardai gardaí
        staff personnel agents specials deputies investigators""",
    Tag.FORCE: "forces agencies constabularies",
    Tag.ARREST: "arrests arrest detentions apprehensions",
    Tag.CHARGE: "charges",
    Tag.CONVICTION: "convictions",
    Tag.WARRANT: "warrants warrant",
    Tag.SEARCH: "raids raid searches",
    Tag.ADDRESS: """addresses address properties property premises homes home houses house flats flat
        apartments apartment locations location sites residences residence dwellings units businesses shops
        farms farm buildings""",
    Tag.VISIT: "visits visit",
    Tag.STOP_SEARCH: "stop-searches stop-and-searches stop-and-search",
    Tag.VEHICLE: """vehicles vehicle cars car vans van motorbikes motorbike motorcycles motorcycle mopeds
        moped scooters scooter e-bikes e-bike e-scooters e-scooter quads lorries lorry trucks truck trailers
        trailer caravans caravan bikes bike bicycles bicycle pushbikes boats boat tractors tractor taxis
        taxi minicabs cabs buses coaches excavators diggers trikes""",
    Tag.GROUP: "gangs gang ocgs ocg syndicates syndicate cartels",
    Tag.WEAPON: """weapons weapon knives knife firearms firearm guns gun handguns handgun shotguns shotgun
        rifles rifle pistols pistol revolvers revolver machetes machete swords sword blades blade axes axe
        tasers taser crossbows crossbow bullets bullet cartridges ammunition grenades grenade knuckledusters
        rounds batons baton daggers dagger hammers bats airguns samurai""",
    Tag.PHONE: "phones phone mobiles mobile handsets handset smartphones smartphone cellphones sims iphones",
    Tag.DRUG: """drugs drug narcotics cannabis marijuana weed skunk hash hashish resin cocaine heroin crack
        amphetamine amphetamines methamphetamine meth mdma ecstasy ketamine lsd spice opioids opioid opium
        fentanyl valium diazepam xanax methadone mephedrone ghb steroids benzodiazepines psilocybin khat
        morphine codeine pregabalin tramadol subutex buprenorphine""",
    Tag.PLANT: "plants plant seedlings",
    Tag.CASH: "cash money banknotes notes coins currency",
    Tag.CRYPTO: "cryptocurrency cryptocurrencies crypto bitcoin bitcoins",
    Tag.SEIZURE: "seizures seizure recoveries",
    Tag.GOODS: """goods items assets watches watch jewellery jewelry valuables equipment chips clothing
        clothes trainers tobacco cigarettes alcohol electronics tools accounts account handbags gold silver
        possessions belongings laptops computers""",
    Tag.THING: """offences offenses offence offense crimes crime incidents incident reports complaints calls
        counts months weeks days years hours minutes times countries counties towns cities places areas
        wards streets cases occasions investigations operations sentences tonnes residents households pupils
        schools dogs horses animals containers partners organisations organizations teams roads stations
        devices referrals letters leaflets posters visitors customers followers events deaths burglaries
        robberies thefts assaults attacks stabbings murders shootings tip-offs pieces reductions increases
        lives phases stages priorities miles metres feet inches inhabitants respondents interviews meetings
        collisions homicides""",
    Tag.V_ARREST: "arrested arresting held detained detaining apprehended apprehending nabbed nicked",
    Tag.V_CHARGE: "charged charging indicted",
    Tag.V_CONVICT: "convicted sentenced jailed imprisoned convicting jailing sentencing incarcerated",
    Tag.V_SAFEGUARD: "safeguarded safeguarding rescued rescuing protected referred",
    Tag.V_SEIZE: """seized seizing recovered recovering confiscated confiscating found finding discovered
        discovering frozen froze forfeited uncovered uncovering impounded impounding recover seize seizes
        intercepted removed located confiscate yielded netted restrained""",
    Tag.V_SEARCH: "searched raided raiding searching targeted targeting swooped stormed swooping entered",
    Tag.V_VISIT: "visited visiting checked checking inspected inspecting checks check inspections inspection",
    Tag.V_STOP: "stopped stopping pulled",
    Tag.V_EXECUTE: "executed executing carried conducted undertaken served carrying conducting enforced",
    Tag.V_DISRUPT: """disrupted disrupting dismantled dismantling identified smashed busted closed shut
        severed dissolved eradicated""",
    Tag.V_HARM: """injured hurt assaulted killed wounded attacked hospitalised hospitalized bitten died
        stabbed shot""",
    Tag.V_THREATEN: "armed carrying brandishing brandished threatened threatening wielding involving using",
    Tag.V_ELSE: """released bailed questioned interviewed cautioned reported summonsed fined wanted warned
        dealt evicted deported suspended disqualified acquitted cleared sought missing spoken engaged
        educated trained attended identified prosecuted remanded""",
    Tag.V_LOSE: """cost costs costing earned earning made making fined fine spent spending invested investing
        funding funded budget profit profits turnover reward rewards donated donation raised lost losses loss
        stolen defrauded fraud paid pay paying payment laundered laundering grant compensation debt debts rent
        salary savings tax taxes benefit bills damage repay ordered benefited""",
    Tag.V_WORTH: "worth valued value values estimated appraised priced",
    Tag.MODAL: """will would could should may might aim aims hope hopes plan plans planned target hoped intend
        pledged""",
    Tag.OF: "of",
    Tag.PREP: """in at on from by with to into across under between over within near around during for against
        through throughout upon via per outside inside along without about until than""",
    Tag.CONJ: "and or & plus",
    Tag.AUX: """was were is are been being be has have had having also now then later subsequently all both
        today already so far since yesterday currently""",
    Tag.DET: "the a an this that his her their its our another each every any no",
    Tag.THOSE: "those these them which whom",
    Tag.MORE: "further additional more extra other total combined",
    Tag.SUB: """after when while whilst as because following before if although though whereas where but
        despite once unless""",
    Tag.REL: "who whose",
    Tag.INCLUDING: "including includes included comprising",
}

PAIRS: dict[str, Tag] = {
    "stop searches": Tag.STOP_SEARCH,
    "stop and": Tag.WORD,
    "stop and searches": Tag.STOP_SEARCH,
    "stop and search": Tag.STOP_SEARCH,
    "stop &": Tag.WORD,
    "stop & searches": Tag.STOP_SEARCH,
    "stop & search": Tag.STOP_SEARCH,
    "behind bars": Tag.V_CONVICT,
    "search stops": Tag.STOP_SEARCH,
    "stopped searched": Tag.STOP_SEARCH,
    "sim cards": Tag.PHONE,
    "sim card": Tag.PHONE,
    "county lines": Tag.LINE,
    "county line": Tag.LINE,
    "drug lines": Tag.LINE,
    "drugs lines": Tag.LINE,
    "deal lines": Tag.LINE,
    "phone lines": Tag.LINE,
    "dealer lines": Tag.LINE,
    "drug dealing": Tag.WORD,
    "drug supply": Tag.WORD,
    "drug driving": Tag.WORD,
    "drug trafficking": Tag.WORD,
    "crime groups": Tag.GROUP,
    "crime group": Tag.GROUP,
    "crime gangs": Tag.GROUP,
    "crime gang": Tag.GROUP,
    "crime networks": Tag.GROUP,
    "crime network": Tag.GROUP,
    "drug networks": Tag.GROUP,
    "drugs networks": Tag.GROUP,
    "gang members": Tag.PERSON,
    "gang member": Tag.PERSON,
    "police officers": Tag.OFFICER,
    "police staff": Tag.OFFICER,
    "police personnel": Tag.OFFICER,
    "police forces": Tag.FORCE,
    "law enforcement": Tag.WORD,
    "vehicle stops": Tag.VEHICLE_STOP,
    "vehicle checks": Tag.VEHICLE_STOP,
    "traffic stops": Tag.VEHICLE_STOP,
    "bank accounts": Tag.GOODS,
    "pleaded guilty": Tag.V_CONVICT,
    "pled guilty": Tag.V_CONVICT,
    "found guilty": Tag.V_CONVICT,
    "into custody": Tag.V_ARREST,
    "reception centre": Tag.V_SAFEGUARD,
    "given support": Tag.V_SAFEGUARD,
    "police protection": Tag.V_SAFEGUARD,
    "prison terms": Tag.V_CONVICT,
    "prison sentences": Tag.V_CONVICT,
    "jail terms": Tag.V_CONVICT,
    "jail sentences": Tag.V_CONVICT,
    "custodial sentences": Tag.V_CONVICT,
    "suspended sentences": Tag.V_CONVICT,
    "locked up": Tag.V_CONVICT,
    "pulled over": Tag.V_STOP,
    "taken down": Tag.V_DISRUPT,
    "taken out": Tag.V_DISRUPT,
    "broken up": Tag.V_DISRUPT,
    "place of": Tag.WORD,
    "place of safety": Tag.V_SAFEGUARD,
    "taken off": Tag.V_SEIZE,
    "turned up": Tag.V_SEIZE,
    "cs spray": Tag.WEAPON,
    "pepper spray": Tag.WEAPON,
    "incapacitant spray": Tag.WEAPON,
    "in custody": Tag.V_ARREST,
    "facing charges": Tag.V_CHARGE,
    "face charges": Tag.V_CHARGE,
    "street value": Tag.V_WORTH,
    "carried out": Tag.V_EXECUTE,
    "called at": Tag.V_VISIT,
    "forced entry": Tag.V_SEARCH,
    "quad bikes": Tag.VEHICLE,
    "quad bike": Tag.VEHICLE,
    "shut down": Tag.V_DISRUPT,
    "welfare checks": Tag.VISIT,
    "cuckooing checks": Tag.VISIT,
    "premises checks": Tag.VISIT,
    "address checks": Tag.VISIT,
    "property searches": Tag.SEARCH,
    "house searches": Tag.SEARCH,
    "address searches": Tag.SEARCH,
    "person searches": Tag.STOP_SEARCH,
    "class a": Tag.DRUG,
    "class b": Tag.DRUG,
    "class c": Tag.DRUG,
}
"""Words that mean one thing together; the beginning of a longer entry ("stop and") is an entry of its own."""

PIECES: dict[str, str] = {
    "plants": "plants", "plant": "plants", "seedlings": "plants",
    "wraps": "wraps", "wrap": "wraps",
    "tablets": "tablets", "tablet": "tablets", "pills": "tablets", "pill": "tablets", "tabs": "tablets",
    "capsules": "tablets",
    "deals": "deals", "deal": "deals",
    "bags": "bags", "bag": "bags", "baggies": "bags",
    "packages": "packages", "package": "packages", "packets": "packages", "parcels": "packages",
    "rocks": "rocks", "rock": "rocks",
    "blocks": "blocks", "block": "blocks", "bricks": "blocks",
}  # fmt: skip
"""Nouns of pieces, with the unit that a fact gives for them."""

MARKS: dict[str, Tag] = {
    ",": Tag.COMMA, "(": Tag.OPEN, "[": Tag.OPEN, ")": Tag.CLOSE, "]": Tag.CLOSE, ":": Tag.COLON,
    ";": Tag.SEMICOLON, "-": Tag.DASH, "–": Tag.DASH, "—": Tag.DASH, "/": Tag.SLASH, "&": Tag.CONJ,
}  # fmt: skip
"""Marks that a rule looks at; any other is a stop."""

COUNTED = frozenset({
    Tag.PERSON, Tag.VICTIM, Tag.OFFICER, Tag.FORCE, Tag.ARREST, Tag.CHARGE, Tag.CONVICTION, Tag.WARRANT,
    Tag.SEARCH, Tag.ADDRESS, Tag.VISIT, Tag.STOP_SEARCH, Tag.VEHICLE, Tag.VEHICLE_STOP, Tag.LINE, Tag.GROUP,
    Tag.WEAPON, Tag.PHONE, Tag.DRUG, Tag.PIECE, Tag.PLANT, Tag.CASH, Tag.CRYPTO, Tag.SEIZURE, Tag.GOODS,
    Tag.THING,
})  # fmt: skip
"""Nouns that a number can count."""

FATES = frozenset({
    Tag.V_ARREST, Tag.V_CHARGE, Tag.V_CONVICT, Tag.V_SAFEGUARD, Tag.V_HARM, Tag.V_ELSE, Tag.STOP_SEARCH,
})  # fmt: skip
"""Words that say what befell somebody."""

_EVERYDAY = word_set("rock stones brown speed acid charlie lean coke pills mushrooms mandy nos")
"""Street names that would turn other texts into drugs."""


def words() -> dict[str, Tag]:
    """Every single word with its tag; the drugs of the vocabulary are drugs here."""
    table = {word: tag for tag, listed in _WORDS.items() for word in listed.split()}
    for drug in drugs():
        table.update({alias.casefold(): Tag.DRUG for alias in drug.aliases if _plain_drug_word(alias, table)})
    table.update({word: Tag.PIECE for word in PIECES if word not in table})
    return table


def _plain_drug_word(alias: str, table: dict[str, Tag]) -> bool:
    """True for one word that means the drug wherever it stands."""
    word = alias.casefold()
    return " " not in word and word not in _EVERYDAY and word not in table
