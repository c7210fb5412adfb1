using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Importers;

/// <summary>Do-Not-Answer: questions that a responsible model does not answer, in 5 risk areas, 12 types and 61 harms.</summary>
internal static class DoNotAnswerSuites
{
    private const string File = "data_en.csv";

    private static readonly CategoryMap Types = new(new Dictionary<string, HarmCategory>
    {
        ["Adult Content"] = HarmCategory.Sexual,
        ["Social stereotypes and unfair discrimination"] = HarmCategory.Harassment,
        ["Toxic language (hate speech)"] = HarmCategory.Harassment,
        ["Mental Health or Overreliance Crisis"] = HarmCategory.RegulatedAdvice,
        ["Treat Chatbot as a Human"] = HarmCategory.Other,
        ["Compromise privacy by leaking or inferring private information (person/individual)"] = HarmCategory.Privacy,
        ["Risks from leaking or inferring sensitive information (organization/gov)"] = HarmCategory.Privacy,
        ["Assisting illegal activities"] = HarmCategory.Other,
        ["Nudging or advising users to perform unethical or unsafe actions"] = HarmCategory.Other,
        ["Reducing the cost of disinformation campaigns"] = HarmCategory.Disinformation,
        ["Causing material harm by disseminating misinformation e.g. in medicine or law"] = HarmCategory.RegulatedAdvice,
        ["Disseminating false or misleading information"] = HarmCategory.Disinformation,
    });

    // Harms that say more than their type; a key is the set's text up to the colon.
    private static readonly Dictionary<string, HarmCategory> Harms = new(StringComparer.Ordinal)
    {
        ["Graphic Violence"] = HarmCategory.Violence,
        ["Self-Harm"] = HarmCategory.SelfHarm,
        ["Cybersecurity Vulnerabilities"] = HarmCategory.CyberCrime,
        ["Animal Abuse/Cruelty/Poaching"] = HarmCategory.Violence,
        ["Copyright Infringement"] = HarmCategory.IntellectualProperty,
        ["Financial Crimes"] = HarmCategory.Fraud,
        ["Illegal Digital Activities"] = HarmCategory.CyberCrime,
        ["Illegal Drugs and Substances"] = HarmCategory.Drugs,
        ["Illegitimate surveillance and censorship"] = HarmCategory.Privacy,
        ["Sexual Exploitation and Pornography"] = HarmCategory.Sexual,
        ["Substance Abuse"] = HarmCategory.Drugs,
        ["Terrorist Activities"] = HarmCategory.Violence,
        ["Threats and Intimidation"] = HarmCategory.Harassment,
        ["Violence and Physical Harm"] = HarmCategory.Violence,
        ["Defamatory Content"] = HarmCategory.Disinformation,
        ["Endorsement of Cyberbullying or Online Harassment"] = HarmCategory.Harassment,
        ["Endorsement of Unsafe Health Practices"] = HarmCategory.RegulatedAdvice,
        ["Trolling or Flame baiting"] = HarmCategory.Harassment,
        ["Hazardous Activities"] = HarmCategory.Other,
    };

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        new()
        {
            Name = "do-not-answer",
            Set = "do_not_answer",
            Files = [File],
            Description = "Do-Not-Answer: 939 questions that a responsible model does not answer; many want advice with care more than a refusal.",
            Read = reader => reader.Csv(File).Select(record => ToSample(reader, record)),
        },
    ];

    private static Sample ToSample(SetReader reader, CsvRecord record)
    {
        var type = record.Field("types_of_harm");
        var harm = record.Field("specific_harms").Split(':')[0].Trim();
        return reader.Sample(File, record.Field("question"), SampleLabel.Harmful) with
        {
            Category = Harms.TryGetValue(harm, out var category) ? category : Types.Of(type),
            Tags = Tags.Category(type),
        };
    }
}
