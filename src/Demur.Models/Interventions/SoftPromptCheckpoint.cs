using System.Globalization;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Families;
using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>A checkpoint that brings a soft prompt along: special tokens with the vectors as embeddings, and a chat template that puts them in the system message.</summary>
/// <remarks>
/// The output head gets rows of zeros for them, so it is untied where it was the embedding; <c>generation_config.json</c> forbids to write them
/// (<c>suppress_tokens</c>). Any program that reads Hugging Face folders answers under the soft prompt.
/// </remarks>
public static class SoftPromptCheckpoint
{
    /// <summary>Announces a checkpoint's weights with the vectors appended; each is made when its turn comes.</summary>
    /// <param name="model">The checkpoint.</param>
    /// <param name="prompt">The soft prompt.</param>
    /// <returns>The weights, and how the folder is written.</returns>
    /// <exception cref="DemurException">The soft prompt does not fit, or the checkpoint has no chat template.</exception>
    public static (IReadOnlyList<TensorToWrite> Tensors, CheckpointWriterOptions Options) Of(ModelToWrite model, SoftPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        var (origin, config) = (model.Origin, model.Origin.Config);
        prompt.Check(config.HiddenSize, origin.Tokenizer, origin.Name);
        if (origin.TokenizerSettings.ChatTemplate is null)
        {
            throw new DemurException($"{origin.Path}: has no chat template, so a soft prompt has no place in a conversation. Choose a checkpoint that was tuned for chat.");
        }

        var names = DecoderFamily.Of(config).Names;
        var first = origin.Tokenizer.VocabularySize;
        var rows = Math.Max(config.VocabularySize, first + prompt.Tokens);
        var (embedding, head) = ($"{names.Body}{names.Embedding}.weight", names.Head + ".weight");
        List<TensorToWrite> tensors = [];
        foreach (var tensor in model.Tensors)
        {
            var isEmbedding = tensor.Name == embedding || names.Body + tensor.Name == embedding;
            tensors.Add(isEmbedding ? tensor with { Shape = [rows, config.HiddenSize], Produce = () => Extended(tensor.Produce(), rows, (first, prompt)) }
                : tensor.Name == head ? tensor with { Shape = [rows, config.HiddenSize], Produce = () => Extended(tensor.Produce(), rows, null) }
                : tensor);
            if (isEmbedding && config.TiesEmbeddings)
            {
                tensors.Add(tensor with { Name = head, Shape = [rows, config.HiddenSize], Produce = () => Extended(tensor.Produce(), rows, null) });
            }
        }

        return ([.. tensors.DistinctBy(tensor => tensor.Name)], new CheckpointWriterOptions
        {
            ConfigChanges = new Dictionary<string, JsonNode?> { ["vocab_size"] = rows, ["tie_word_embeddings"] = false },
            Finish = folder => Finish(folder, first, prompt.Tokens),
        });
    }

    /// <summary>Gives a chat template that puts a text before the system message, or in the place of a missing one.</summary>
    /// <param name="template">The Jinja text of the template.</param>
    /// <param name="text">The text; without quotes and backslashes.</param>
    public static string Wrap(string template, string text) =>
        $$$"""
        {%- if messages and messages[0]['role'] == 'system' -%}{%- set messages = [{'role': 'system', 'content': '{{{text}}}' + '\n\n' + messages[0]['content']}] + messages[1:] -%}{%- else -%}{%- set messages = [{'role': 'system', 'content': '{{{text}}}'}] + messages -%}{%- endif -%}{{ '' }}
        """ + template;

    private static Tensor Extended(Tensor weight, int rows, (int First, SoftPrompt Prompt)? vectors)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var whole = rows > weight.Size(0) ? Tensor.Cat([weight, Tensor.Zeros([rows - weight.Size(0), weight.Size(1)], weight.DType)]) : weight.Clone();
        if (vectors is { } given)
        {
            whole.Narrow(0, given.First, given.Prompt.Tokens).CopyFrom(Tensor.From(given.Prompt.Values.ToArray(), given.Prompt.Tokens, given.Prompt.HiddenSize));
        }

        return scope.MoveToOuter(whole);
    }

    private static void Finish(string folder, int first, int count)
    {
        var ids = Enumerable.Range(0, count).Select(index => (Id: first + index, Text: SoftPrompt.TokenOf(index))).ToArray();
        if (!File.Exists(Path.Combine(folder, "tokenizer.json")))
        {
            throw new DemurException("The checkpoint's tokenizer has no tokenizer.json, so tokens cannot be added to it. Write it with Transformers (save_pretrained of the fast tokenizer) first.");
        }

        var text = SoftPrompt.TextOf(count);
        Edit(folder, "tokenizer.json", json => Added(json).AddRange(ids.Select(token => Token(token.Text, token.Id))));
        Edit(folder, "tokenizer_config.json", json =>
        {
            if (json["added_tokens_decoder"] is not JsonObject decoder)
            {
                json["added_tokens_decoder"] = decoder = [];
            }

            foreach (var (id, token) in ids)
            {
                decoder[id.ToString(CultureInfo.InvariantCulture)] = Token(token, id: null);
            }

            WrapTemplates(json, text);
        });
        if (File.Exists(Path.Combine(folder, "generation_config.json")))
        {
            Edit(folder, "generation_config.json", json => json["suppress_tokens"] = new JsonArray([.. ids.Select(token => (JsonNode)token.Id)]));
        }

        var jinja = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(jinja))
        {
            File.WriteAllText(jinja, Wrap(File.ReadAllText(jinja), text));
        }
    }

    private static void WrapTemplates(JsonObject settings, string text)
    {
        if (settings["chat_template"] is JsonArray named)
        {
            foreach (var entry in named.OfType<JsonObject>())
            {
                entry["template"] = Wrap(entry["template"]!.GetValue<string>(), text);
            }
        }
        else if (settings["chat_template"] is JsonValue single)
        {
            settings["chat_template"] = Wrap(single.GetValue<string>(), text);
        }
    }

    private static JsonArray Added(JsonObject tokenizer)
    {
        if (tokenizer["added_tokens"] is not JsonArray added)
        {
            tokenizer["added_tokens"] = added = [];
        }

        return added;
    }

    private static void AddRange(this JsonArray array, IEnumerable<JsonObject> items)
    {
        foreach (var item in items)
        {
            array.Add((JsonNode)item);
        }
    }

    private static JsonObject Token(string content, int? id)
    {
        var json = new JsonObject { ["content"] = content, ["lstrip"] = false, ["normalized"] = false, ["rstrip"] = false, ["single_word"] = false, ["special"] = true };
        if (id is { } number)
        {
            json.Insert(0, "id", number);
        }

        return json;
    }

    private static void Edit(string folder, string name, Action<JsonObject> change)
    {
        var path = Path.Combine(folder, name);
        var json = File.Exists(path) ? JsonNode.Parse(File.ReadAllBytes(path))!.AsObject() : [];
        change(json);
        File.WriteAllText(path, json.ToJsonString(DemurJson.Indented));
    }
}
