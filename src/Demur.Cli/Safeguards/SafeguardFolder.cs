using Demur.Steering.Safeguards;

namespace Demur.Cli.Safeguards;

/// <summary>The folder of one training, and what is in it.</summary>
internal static class SafeguardFolder
{
    /// <summary>The name of the file with the sampled answers.</summary>
    public const string AnswersFile = "answers.jsonl";

    /// <summary>Gives the file of a soft prompt: the path itself, or the result of the run that it is the folder of.</summary>
    public static string PromptOf(string path) => Directory.Exists(path) ? Path.Combine(path, SafeguardRun.PromptFile) : path;
}
