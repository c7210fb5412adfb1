using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Guardrails.Prompts;

/// <summary>The safety prompts that are shipped, and ones in files of the same layout.</summary>
public static class SafetyPromptLibrary
{
    private const string Prefix = "Prompts/";
    private static readonly Lazy<IReadOnlyList<SafetyPrompt>> Shipped = new(ReadShipped);

    /// <summary>Gets the shipped prompts by name.</summary>
    public static IReadOnlyList<SafetyPrompt> All => Shipped.Value;

    /// <summary>Finds a prompt.</summary>
    /// <param name="nameOrFile">A shipped prompt's name, or a .json file of the same layout.</param>
    /// <exception cref="DemurException">There is none of that name, or the file is no prompt.</exception>
    public static SafetyPrompt Find(string nameOrFile) =>
        All.FirstOrDefault(prompt => prompt.Name == nameOrFile)
        ?? (File.Exists(nameOrFile)
            ? Parse(File.ReadAllText(nameOrFile), nameOrFile)
            : throw new DemurException($"There is no prompt '{nameOrFile}'. Shipped are {string.Join(", ", All.Select(prompt => prompt.Name))}; a .json file of the same layout works too."));

    /// <summary>Finds a prompt that is used as a system prompt, or takes the words as they are.</summary>
    /// <param name="nameOrText">A shipped system prompt's name, or a text of several words.</param>
    /// <exception cref="DemurException">One word that is no prompt's name, or the prompt is of another kind.</exception>
    public static string SystemText(string nameOrText)
    {
        ArgumentNullException.ThrowIfNull(nameOrText);
        if (nameOrText.Trim().Contains(' ', StringComparison.Ordinal) || nameOrText.Length == 0)
        {
            return nameOrText;
        }

        var prompt = Find(nameOrText);
        return prompt.Kind == SafetyPromptKind.System
            ? prompt.Text
            : throw new DemurException($"The prompt '{prompt.Name}' is of kind {prompt.Kind} and no system prompt. System prompts are {string.Join(", ", All.Where(other => other.Kind == SafetyPromptKind.System).Select(other => other.Name))}.");
    }

    private static IReadOnlyList<SafetyPrompt> ReadShipped()
    {
        var assembly = typeof(SafetyPromptLibrary).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Parse(reader.ReadToEnd(), name);
            }),
        ];
    }

    private static SafetyPrompt Parse(string json, string place)
    {
        try
        {
            var prompt = JsonSerializer.Deserialize<SafetyPrompt>(json, DemurJson.Line);
            return prompt is null ? throw new DemurException($"{place}: is empty; a prompt needs name, version, kind, text or examples, source and intended_use.") : Checked(prompt, place);
        }
        catch (JsonException exception)
        {
            throw new DemurException($"{place}: is no prompt ({exception.Message.Split('\n')[0]}). It needs name, version, kind, text or examples, source and intended_use.", exception);
        }
    }

    private static SafetyPrompt Checked(SafetyPrompt prompt, string place) =>
        prompt.Kind == SafetyPromptKind.FewShot && !IsDialogue(prompt.Examples) ? throw new DemurException($"{place}: a few-shot prompt needs examples, user and assistant in turn; it has {prompt.Examples.Count} turns.")
        : prompt.Kind != SafetyPromptKind.FewShot && string.IsNullOrWhiteSpace(prompt.Text) ? throw new DemurException($"{place}: a prompt of kind {prompt.Kind} needs a text.")
        : prompt.Kind == SafetyPromptKind.Contextual && !prompt.Text.Contains(SafetyPrompt.Request, StringComparison.Ordinal) ? throw new DemurException($"{place}: the text of a contextual prompt needs {SafetyPrompt.Request} where the request goes.")
        : prompt;

    private static bool IsDialogue(IReadOnlyList<ChatTurn> turns) =>
        turns.Count > 0 && turns.Count % 2 == 0 && turns.Select((turn, index) => turn.Role == (index % 2 == 0 ? ChatTurn.User : ChatTurn.Assistant)).All(fits => fits);
}
