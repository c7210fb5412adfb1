using Demur.Abstractions;

namespace Demur.Models.Generation;

/// <summary>One text being continued: what is asked, what came so far, and its place in the cache.</summary>
internal sealed class GenerationRow
{
    private readonly HashSet<int> _stops;
    private readonly int _mostNew;
    private readonly bool _contextIsTheLimit;
    private readonly List<int> _tokens = [];

    /// <exception cref="DemurException">A prompt is empty, holds an id outside the vocabulary, or leaves no room in the context.</exception>
    public GenerationRow(IReadOnlyList<int> prompt, GenerationOptions options, CausalLanguageModel model, int seedRow = 0, (IReadOnlyList<int> Prompt, ContrastOptions Options)? contrast = null)
    {
        var config = model.Config;
        Check(prompt, model);
        Prompt = prompt;
        Options = options;
        Sampler = new TokenSampler(options, seedRow);
        _stops = [.. options.StopTokens, .. options.IgnoreEndOfText ? [] : model.EndOfTextIds];
        var room = config.ContextLength - Math.Max(prompt.Count, contrast?.Prompt.Count ?? 0);
        _contextIsTheLimit = room < options.MaxNewTokens;
        _mostNew = Math.Min(room, options.MaxNewTokens);
        if (contrast is { } other)
        {
            Check(other.Prompt, model);
            Contrast = new RowContrast(other.Options, new GenerationRow(other.Prompt, this));
        }
    }

    private GenerationRow(IReadOnlyList<int> prompt, GenerationRow lead)
    {
        (Prompt, Lead, Options, Sampler) = (prompt, lead, lead.Options, lead.Sampler);
        (_stops, _mostNew) = (lead._stops, lead._mostNew);
    }

    /// <summary>Gets the other context that the answer is written in as well; null in plain decoding.</summary>
    public RowContrast? Contrast { get; }

    /// <summary>Gets the row whose other context this one is; null for a row of its own.</summary>
    public GenerationRow? Lead { get; }

    /// <summary>Gets this row and its other context.</summary>
    public IReadOnlyList<GenerationRow> Contexts => Contrast is null ? [this] : [this, Contrast.Row];

    /// <summary>Gets the logits that <see cref="Hold"/> keeps until those of the other context are there.</summary>
    public float[] Logits { get; private set; } = [];

    /// <summary>Gets or sets whether <see cref="Logits"/> are those of the next token.</summary>
    public bool HasLogits { get; set; }

    public IReadOnlyList<int> Prompt { get; }

    public GenerationOptions Options { get; }

    public TokenSampler Sampler { get; }

    /// <summary>Gets whether the next token is its likeliest one: nothing is drawn, and no other context has a say.</summary>
    public bool TakesLikeliest => Lead is null && Contrast is null && Sampler.IsGreedy;

    /// <summary>Gets or sets who is told of each new token and may end the row by answering true.</summary>
    public Func<int, bool>? Watch { get; set; }

    public IReadOnlyList<int> Tokens => _tokens;

    public GenerationEnd? End { get; private set; }

    public int? StopToken { get; private set; }

    /// <summary>Gets or sets the slot of its own keys and values; negative while it has none.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Gets or sets how many of the shared beginning's tokens are its own first ones.</summary>
    public int Prefix { get; set; }

    /// <summary>Gets or sets how many of its tokens the slot holds.</summary>
    public int Past { get; set; }

    /// <summary>Gets how many tokens the slot holds at most.</summary>
    public int OwnLength => Prompt.Count - Prefix + _mostNew;

    public GeneratedRow Result => new(Tokens, End ?? GenerationEnd.Stopped, StopToken);

    /// <summary>Keeps the logits of the next token.</summary>
    public void Hold(ReadOnlySpan<float> logits)
    {
        Logits = Logits.Length == logits.Length ? Logits : new float[logits.Length];
        logits.CopyTo(Logits);
        HasLogits = true;
    }

    /// <summary>Takes the token that the lead took.</summary>
    public void Follow(int token) => _tokens.Add(token);

    /// <summary>Takes the next token, and notices when the row ends with it.</summary>
    public void Accept(int token)
    {
        if (_stops.Contains(token))
        {
            StopToken = token;
            End = GenerationEnd.StopToken;
            return;
        }

        _tokens.Add(token);
        if (Watch?.Invoke(token) == true)
        {
            End = GenerationEnd.Stopped;
        }
        else if (_tokens.Count >= _mostNew)
        {
            End = _contextIsTheLimit ? GenerationEnd.ContextFull : GenerationEnd.MaxNewTokens;
        }
    }

    private static void Check(IReadOnlyList<int> prompt, CausalLanguageModel model)
    {
        var config = model.Config;
        if (prompt.Count == 0)
        {
            throw new DemurException("The prompt has no tokens, so there is nothing to continue. Give at least one, such as the token that opens a text.");
        }

        if (prompt.Count >= config.ContextLength)
        {
            throw new DemurException(
                $"The prompt is {prompt.Count} tokens, but the model reads at most {config.ContextLength} with the answer among them. " +
                "Shorten the prompt or choose a model with a longer context.");
        }

        foreach (var token in prompt)
        {
            if (token < 0 || token >= model.InputVocabularySize)
            {
                throw new DemurException(
                    $"The prompt holds token id {token}, outside the model's vocabulary of {config.VocabularySize}. Check that the tokenizer belongs to these weights.");
            }
        }
    }
}
