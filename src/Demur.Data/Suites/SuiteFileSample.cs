using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Data.Suites;

/// <summary>Turns the fields of a sample into one and back.</summary>
internal static class SuiteFileSample
{
    private static readonly string[] Roles = [ChatTurn.System, ChatTurn.User, ChatTurn.Assistant];

    /// <summary>Reads a sample; what is wrong is noted, and then there is none.</summary>
    public static Sample? Read(SuiteFields fields, SuiteDefaults defaults)
    {
        fields.Only(SuiteFile.SampleFields);
        var messages = Messages(fields);
        var label = fields.Choice<SampleLabel>("label");
        if (label is null && !fields.Has("label"))
        {
            label = defaults.Kind == SuiteKind.Generation ? null : SampleLabel.Harmless;
            if (label is null)
            {
                fields.Wrong("there is no label; give harmful, harmless or controversial.");
            }
        }

        var choices = fields.Items("choices")?.Select(choice => choice?.ToString() ?? "").ToArray();
        var answer = fields.Number("answer");
        if (defaults.Kind == SuiteKind.MultipleChoice && (choices is not { Length: >= 2 } || answer is null || answer < 0 || answer >= choices.Length))
        {
            fields.Wrong($"a multiple-choice sample has at least 2 choices and the right one's number from 0, and this one has {choices?.Length ?? 0} and {answer?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.");
        }

        var tags = fields.Mapping("tags")?.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString() ?? "") ?? [];
        if (fields.Text("expected") is { } expected)
        {
            tags[Sample.AnswerTag] = expected;
        }

        return messages is null || label is null ? null : new Sample
        {
            Id = Sample.IdOf(messages),
            Messages = messages,
            Label = label.Value,
            Category = fields.Choice<HarmCategory>("category"),
            Task = fields.Text("task"),
            Document = fields.Text("document"),
            Form = fields.Text("form"),
            Pair = fields.Text("pair"),
            Choices = choices,
            Answer = answer,
            Tags = tags.Count == 0 ? null : tags,
            Source = defaults.Source,
            Licence = fields.Text("licence") ?? defaults.Licence,
        };
    }

    /// <summary>Writes a sample's fields.</summary>
    public static JsonObject Write(Sample sample)
    {
        var fields = new JsonObject();
        if (sample.Messages is [{ Role: ChatTurn.User } only])
        {
            fields["prompt"] = only.Content;
        }
        else
        {
            fields["messages"] = JsonSerializer.SerializeToNode(sample.Messages, DemurJson.Line);
        }

        fields["label"] = DemurJson.NameOf(sample.Label);
        (string Name, JsonNode? Value)[] rest =
        [
            ("category", sample.Category is { } category ? DemurJson.NameOf(category) : null),
            ("task", sample.Task), ("document", sample.Document), ("form", sample.Form), ("pair", sample.Pair),
            ("choices", sample.Choices is null ? null : JsonSerializer.SerializeToNode(sample.Choices)), ("answer", sample.Answer),
            ("licence", sample.Licence), ("tags", sample.Tags is null ? null : JsonSerializer.SerializeToNode(sample.Tags)),
        ];
        foreach (var (name, value) in rest)
        {
            if (value is not null)
            {
                fields[name] = value;
            }
        }

        return fields;
    }

    private static List<ChatTurn>? Messages(SuiteFields fields)
    {
        if (fields.Has("prompt") == fields.Has("messages"))
        {
            fields.Wrong(fields.Has("prompt") ? "there are both prompt and messages; give one of them." : "there is neither prompt nor messages.");
            return null;
        }

        if (fields.Has("prompt"))
        {
            return fields.Text("prompt") is { } prompt && !string.IsNullOrWhiteSpace(prompt) ? [new ChatTurn(ChatTurn.User, prompt)] : Nothing(fields, "the prompt is empty.");
        }

        List<ChatTurn> turns = [];
        foreach (var item in fields.Items("messages") ?? [])
        {
            if (item?["role"]?.ToString() is not { } role || !Roles.Contains(role) || item["content"]?.ToString() is not { } content)
            {
                return Nothing(fields, $"a message has a role ({string.Join(", ", Roles)}) and a content.");
            }

            turns.Add(new ChatTurn(role, content));
        }

        return turns is [.., { Role: ChatTurn.User }] ? turns : Nothing(fields, "the last message is the user's.");
    }

    private static List<ChatTurn>? Nothing(SuiteFields fields, string message)
    {
        fields.Wrong(message);
        return null;
    }
}
