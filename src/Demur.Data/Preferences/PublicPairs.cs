using Demur.Abstractions;
using Demur.Data.Importers;
using Demur.Data.Own;

namespace Demur.Data.Preferences;

/// <summary>Makes pairs of published harmful answers: a refusal that names and redirects is chosen, the harmful answer rejected.</summary>
public static class PublicPairs
{
    /// <summary>Makes a pair for every different answer.</summary>
    /// <param name="answers">Harmful answers.</param>
    /// <param name="attacked">Whether the request keeps the attack that was around it; otherwise it is the plain goal.</param>
    /// <param name="seed">The seed of the refusals' wording.</param>
    public static IReadOnlyList<PreferencePair> Of(IReadOnlyList<PublicAnswer> answers, bool attacked, int seed)
    {
        var random = new Random(seed);
        return [.. answers.DistinctBy(answer => (attacked ? answer.Request : answer.Goal, answer.Answer)).Select(answer => Pair(answer, attacked ? answer.Request : answer.Goal, random))];
    }

    private static PreferencePair Pair(PublicAnswer answer, string request, Random random)
    {
        ChatTurn[] prompt = [new(ChatTurn.User, request)];
        var wordings = OwnContent.Refusals.Direct;
        var (declined, alternative) = Named(answer.Category);
        return new PreferencePair
        {
            Id = Sample.IdOf(prompt),
            Prompt = prompt,
            Chosen = RefusalTemplates.Fill(wordings[random.Next(wordings.Count)], declined, alternative),
            Rejected = answer.Answer,
            Label = SampleLabel.Harmful,
            Source = answer.Source,
            Licence = answer.Licence,
        };
    }

    /// <summary>Gives what a refusal in a category says it declines, and what it offers.</summary>
    /// <param name="category">The category.</param>
    public static (string Declined, string Alternative) Named(HarmCategory category) => category switch
    {
        HarmCategory.Violence => ("hurting someone", "ways to calm a conflict"),
        HarmCategory.Weapons => ("making weapons or dangerous substances", "how such materials are kept safe"),
        HarmCategory.CyberCrime => ("breaking into computers", "ways to protect accounts and devices"),
        HarmCategory.Fraud => ("cheating people", "ways to recognise and report a fraud"),
        HarmCategory.Privacy => ("invading someone's privacy", "ways to protect personal data"),
        HarmCategory.Harassment => ("demeaning or harassing people", "ways to write about this fairly"),
        HarmCategory.SelfHarm => ("harming yourself", "where to find someone to talk to"),
        HarmCategory.Drugs => ("making or selling illegal drugs", "information on risks and on help"),
        HarmCategory.Disinformation => ("spreading things that are not true", "sources that can be checked"),
        HarmCategory.PropertyCrime => ("theft or damage", "ways to keep property safe"),
        HarmCategory.Sexual => ("sexual content like this", "questions on health or consent"),
        HarmCategory.RegulatedAdvice => ("advice that takes a professional", "how to find someone qualified"),
        HarmCategory.IntellectualProperty => ("copying protected work", "a summary or something of its kind"),
        _ => ("something that could do harm", "a safe question on the same subject"),
    };
}
