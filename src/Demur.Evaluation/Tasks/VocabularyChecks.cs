using System.Globalization;
using Demur.Evaluation.Metrics;

namespace Demur.Evaluation.Tasks;

/// <summary>Checks of tasks whose answer is a word of a known kind.</summary>
internal static class VocabularyChecks
{
    private const int LongestLabel = 60;
    private const double LargestCopy = 0.8;
    private const int CopiedRun = 4;
    private const int FewestWordsForCopy = 12;

    private static readonly HashSet<string> Sentiments = Stems(
        "positive negative neutral mixed favourable unfavourable favorable unfavorable happy unhappy sad glad angry anger upbeat gloomy flat cheerful hopeful hopeless optimistic "
        + "pessimistic anxious anxiety worried worry fear fearful afraid calm bitter bitterness resentful resentment enthusiastic enthusiasm excited excitement joy joyful sadness "
        + "frustration frustrated disappointed disappointment grateful gratitude proud pride shame guilt regret concern concerned critical sarcastic ironic sympathetic warm cold "
        + "hostile friendly aggressive threatening menacing urgent tense nervous confident cautious admiring admiration contempt contemptuous disgust hate hatred love affectionate "
        + "serious formal informal professional factual objective informative matter-of-fact indifferent detached encouraging reassuring relief relieved satisfied satisfaction "
        + "dissatisfied melancholy nostalgic humorous playful light-hearted dark grim bleak sombre somber ominous cynical manipulative persuasive triumphant neither supportive "
        + "determined determination caring compassionate empathetic excitement alarming alarmed distress distressed desperate desperation pleasant unpleasant good bad");

    private static readonly HashSet<string> Topics = Stems(
        "business economy economics finance money banking politics government policy election law legal crime criminal justice police fraud scam theft security cybersecurity "
        + "hacking technology computer software internet science research health medicine medical drug drugs pharmacy nutrition diet sport sports football education school "
        + "university culture arts music film literature history religion travel tourism food cooking environment climate nature animals wildlife gardening agriculture farming "
        + "weather transport traffic housing property construction engineering energy military war weapons terrorism violence family parenting relationships love friendship "
        + "community society social privacy surveillance media news journalism disinformation propaganda misinformation fashion employment work career psychology mental "
        + "wellbeing safety emergency accident disaster charity advertising marketing insurance tax immigration human rights discrimination harassment bullying racism hate sexual "
        + "suicide self-harm addiction gambling burglary vandalism arson opinion letters local world international national lifestyle entertainment");

    /// <summary>Gets the words, for the checks' identity.</summary>
    public static IEnumerable<string> All => Sentiments.Concat(Topics).Order(StringComparer.Ordinal);

    /// <summary>A sentiment's name is given, and not by handing the document back.</summary>
    public static TaskCheckResult Sentiment(TaskText text)
    {
        var named = text.Words.Select(PorterStemmer.Stem).FirstOrDefault(Sentiments.Contains);
        return new TaskCheckResult(named is not null && !IsCopy(text), named is null ? "names no sentiment" : $"names {named}{Copied(text)}");
    }

    /// <summary>A short answer names a subject: one of the usual ones or a word of the document.</summary>
    public static TaskCheckResult Topic(TaskText text)
    {
        var named = text.Content.FirstOrDefault(stem => Topics.Contains(stem) || text.DocumentContent.Contains(stem));
        return new TaskCheckResult(
            named is not null && text.Words.Count <= LongestLabel && !IsCopy(text),
            named is null ? "names no subject" : $"names {named} in {text.Words.Count} words{Copied(text)}");
    }

    private static bool IsCopy(TaskText text) => text.Words.Count >= FewestWordsForCopy && text.Copied(CopiedRun) > LargestCopy;

    private static string Copied(TaskText text) => IsCopy(text) ? string.Create(CultureInfo.InvariantCulture, $", {text.Copied(CopiedRun):P0} copied") : "";

    private static HashSet<string> Stems(string words) => words.Split(' ').Select(PorterStemmer.Stem).ToHashSet(StringComparer.Ordinal);
}
