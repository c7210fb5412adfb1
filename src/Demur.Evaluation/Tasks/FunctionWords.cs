namespace Demur.Evaluation.Tasks;

/// <summary>Short words that tell a language and carry little meaning.</summary>
internal static class FunctionWords
{
    /// <summary>Gets the English ones.</summary>
    public static IReadOnlySet<string> English { get; } = SetOf(
        "a an the and or but nor so if then than that this these those there here it its it's i i'm i'll i've me my mine you your yours he him his she her hers we us our "
        + "they them their who whom whose which what when where why how is are was were be been being am do does did done doing have has had having will would shall should "
        + "can could may might must not no nor of in on at by for with from to into onto out up down over under about as off all any some such each every other another more "
        + "most very too also just only even still yet again both between through during before after while because until since don't doesn't isn't aren't wasn't won't can't "
        + "that's there's they're we're you're he's she's let let's one two");

    /// <summary>Gets the words by which each language with Latin letters is known; shared words are left out.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Telling { get; } = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal)
    {
        ["en"] = SetOf("the and of to is that it was for with as his they at this have from or had by but what were we when your can said there each which she how their will up other about out many then them these so some her would him has more could no than been who its now did get may into our only such because before must should while after very"),
        ["fr"] = SetOf("le les des du une et est pas pour dans que qui sur avec ce cette ces sont été être au aux il elle ils elles nous vous je tu ne se sa son ses leur leurs mais ou où donc par plus tout tous toute comme fait faire ont avoir avait était à l'on d'un d'une c'est qu'il qu'elle n'est s'est mon ma mes notre votre vos nos si bien très aussi chez sans sous entre deux après avant pendant lui même quand alors encore jamais rien chaque y"),
        ["es"] = SetOf("el los las una del que y es en por para con no se su sus lo como más pero al está son fue ha han hay este esta ser muy también sin sobre entre cuando donde yo tú él ella nosotros todo todos porque ya desde hasta"),
        ["de"] = SetOf("der die das und ist nicht ein eine einen dem den des zu mit auf für von im sich als auch es an werden aus er sie wir ihr ich bei nach wie oder aber wenn noch nur sind war hat haben kann wird über um so dass durch"),
        ["it"] = SetOf("il lo gli di che è un per non sono con una del della dei nel nella si da come più ma anche alla al questo questa hanno ha essere loro suo sua io noi voi perché quando dove"),
        ["pt"] = SetOf("o os as um uma do da dos das que é em para com não por mais se na no nos nas ao como mas foi ele ela seu sua ou ser quando muito há também já está eu são você isso"),
    };

    private static HashSet<string> SetOf(string words) => words.Split(' ').ToHashSet(StringComparer.Ordinal);
}
