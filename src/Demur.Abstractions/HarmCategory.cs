namespace Demur.Abstractions;

/// <summary>Demur's one harm taxonomy; every imported set's categories are mapped to it (docs/glossary.md).</summary>
public enum HarmCategory
{
    /// <summary>Hurting, threatening or killing people, terrorism, cruelty to animals.</summary>
    Violence,

    /// <summary>Making, getting or using weapons, explosives, and chemical, biological or nuclear agents.</summary>
    Weapons,

    /// <summary>Breaking into systems and accounts, malicious software, sabotage of networks.</summary>
    CyberCrime,

    /// <summary>Deceiving people for money or goods: scams, forgery, laundering, tax and insurance fraud.</summary>
    Fraud,

    /// <summary>Spying on people, exposing or misusing their personal data, stalking.</summary>
    Privacy,

    /// <summary>Bullying, threats, hate and discrimination against persons or groups.</summary>
    Harassment,

    /// <summary>Self-harm, suicide and eating disorders.</summary>
    SelfHarm,

    /// <summary>Making, dealing in or abusing illegal and regulated drugs.</summary>
    Drugs,

    /// <summary>False news, propaganda, manipulation of elections and public opinion, defamation.</summary>
    Disinformation,

    /// <summary>Theft, burglary, vandalism, arson, trespass, trafficking in stolen goods.</summary>
    PropertyCrime,

    /// <summary>Sexual content and sexual exploitation.</summary>
    Sexual,

    /// <summary>Advice that needs a licensed professional: medical, legal, financial.</summary>
    RegulatedAdvice,

    /// <summary>Copyright and trade-mark infringement.</summary>
    IntellectualProperty,

    /// <summary>Harm that fits no other category.</summary>
    Other,
}
