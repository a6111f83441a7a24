/// The words a sample town is made of. Names are common ones put together at random; nobody is meant.
enum SampleTownWords {
    static let givenNames = [
        "Aaltje", "Ahmed", "Anneke", "Bart", "Bea", "Bilal", "Carla", "Chantal", "Daan", "Dirk",
        "Elif", "Els", "Emma", "Fatima", "Femke", "Gerrit", "Geertje", "Hans", "Hatice", "Ingrid",
        "Jan", "Jeroen", "Joke", "Karel", "Kees", "Lieke", "Lotte", "Maaike", "Marijke", "Mehmet",
        "Mohammed", "Noor", "Oscar", "Petra", "Pieter", "Quirine", "Ria", "Ruud", "Samira", "Sanne",
        "Teun", "Tjitske", "Ursula", "Wim", "Willemijn", "Yara", "Zoë", "André", "Renée", "Jürgen",
    ]

    static let familyNames = [
        "de Jong", "Jansen", "de Vries", "van den Berg", "van Dijk", "Bakker", "Visser", "Smit",
        "Meijer", "de Boer", "Mulder", "de Groot", "Bos", "Vos", "Peters", "Hendriks",
        "van Leeuwen",
        "Dekker", "Brouwer", "de Wit", "Dijkstra", "Smits", "de Graaf", "van der Meer", "Yılmaz",
        "Kaya", "El Amrani", "Bouzid", "van 't Hof", "Österreich", "Nguyễn", "ter Haar",
    ]

    static let neighbourhoods = [
        "Binnenstad", "Haverwijk", "Lingewijk", "Gildenwijk", "Molenwijk", "Nieuw Zuid",
        "Rivierkwartier",
    ]

    static let interests = [
        "muziek", "tuinieren", "koken", "wandelen", "fietsen", "lezen", "handwerken", "schaken",
        "zingen", "geschiedenis", "natuur", "taal", "techniek",
    ]

    static let skills = [
        "rijbewijs", "klussen", "computers", "koken", "boodschappen", "voorlezen", "belasting",
        "tuinwerk", "gezelschap",
    ]

    static let categories = [
        "zorg", "welzijn", "sport", "cultuur", "onderwijs", "geloof", "natuur", "hobby",
    ]

    static let organisationKinds = [
        "Buurthuis", "Wijkcentrum", "Sportvereniging", "Zangkoor", "Huisartsenpraktijk",
        "Bibliotheek", "Toneelgroep", "Voedselbank", "Speeltuinvereniging", "Dagbesteding",
        "Volkstuinvereniging", "Muziekschool", "Scouting", "Thuiszorg", "Repair Café",
    ]

    static let organisationNames = [
        "De Brug", "'t Klavertje", "Ons Genoegen", "De Linde", "Vooruit", "De Schakel",
        "Samen Sterk",
        "De Oever", "Het Baken", "De Waterpoort", "Zonnehoek", "De Vlinder",
    ]

    static let titles = [
        "Wie helpt mee in de buurttuin?", "Verloren: grijze kat met witte pootjes",
        "Zo was de burendag", "Oproep: vrijwilligers voor de soepbus", "Nieuwe banken in het park",
        "Interview met de conciërge van de school", "Fietstocht langs de Linge",
        "Vraag: wie kan een lamp ophangen?", "De kinderboerderij zoekt oude handdoeken",
        "Dank aan alle buren", "Straatfeest op zaterdag", "Gratis af te halen: boekenkast",
    ]

    static let requests = [
        "Wie rijdt mij naar de huisarts?", "Een lamp ophangen", "Hulp bij de belasting",
        "Wie leest een uurtje voor?", "Boodschappen op vrijdag", "Mijn computer start niet",
        "De heg is te hoog", "Samen een kop koffie",
    ]

    static let sentences = [
        "Kom gerust even langs, de koffie staat klaar.", "Ook wie niets kan meenemen is welkom.",
        "Het was drukker dan ooit, en niemand wilde naar huis.",
        "Bel of mail ons als u mee wilt doen.", "We zoeken nog twee mensen voor de dinsdag.",
        "De opbrengst gaat naar het speelveld.", "Bij regen schuiven we door naar binnen.",
        "Zeg het ook tegen uw buren, \"hoe meer hoe beter\".",
    ]

    static let events = [
        "Koffie in het buurthuis", "Repetitie van het koor", "Inloop bij de balie", "Buurtbingo",
        "Taalcafé", "Samen eten", "Wandelgroep", "Repair Café", "Schaakclub", "Yoga voor ouderen",
        "Muziek op schoot", "Computerhulp", "Lezing over de vestingstad", "Kleding ruilen",
    ]

    static let questions = [
        "Waar moet de nieuwe jeu-de-boulesbaan komen?", "Wat doen we met het oude schoolplein?",
        "Welke naam krijgt het buurtpark?", "Hoe laat gaat de speeltuin open?",
    ]
}
