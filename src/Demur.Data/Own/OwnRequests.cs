using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;

namespace Demur.Data.Own;

/// <summary>Puts own content into words as requests: the grid of task x document x (harmful | benign twin), and the direct requests.</summary>
/// <remarks>Which wording a document gets for a task is fixed by a hash of both, so that the same request always reads the same.</remarks>
public static class OwnRequests
{
    /// <summary>Gives the direct requests of one split, harmful and benign twin side by side.</summary>
    /// <param name="split">Training or suites.</param>
    public static IEnumerable<OwnRequest> Direct(ContentSplit split) => OwnContent.Pairs
        .Where(pair => pair.Split == split)
        .SelectMany<OwnPair, OwnRequest>(pair =>
        [
            new OwnRequest
            {
                Prompt = pair.Harmful, Label = SampleLabel.Harmful, Kind = OwnRequestKind.Direct, Category = pair.Category,
                Pair = pair.Id, Declined = pair.Declined, Alternative = pair.Alternative,
            },
            new OwnRequest
            {
                Prompt = pair.Benign, Label = SampleLabel.Harmless, Kind = OwnRequestKind.Direct, Category = pair.Category, Pair = pair.Id,
            },
        ]);

    /// <summary>Gives one task's requests over the document pairs of a split, harmful and benign twin side by side.</summary>
    /// <param name="task">The task.</param>
    /// <param name="split">Training or suites.</param>
    public static IEnumerable<OwnRequest> Documents(TaskDefinition task, ContentSplit split) => OwnContent.Documents
        .Where(document => document.Split == split)
        .SelectMany<OwnDocument, OwnRequest>(document =>
        {
            var phrasing = Pick(task.Phrasings.Of(split), $"{document.Id} {task.Id}");
            var pair = $"{document.Id}/{task.Id}";
            return
            [
                new OwnRequest
                {
                    Prompt = phrasing.Compose(document.Harmful, document.Question), Label = SampleLabel.Harmful, Kind = OwnRequestKind.Document,
                    Category = document.Category, Task = task, Document = document.Harmful, Form = phrasing.Form, Pair = pair,
                    Declined = document.Declined, Alternative = document.Alternative,
                },
                new OwnRequest
                {
                    Prompt = phrasing.Compose(document.Benign, document.Question), Label = SampleLabel.Harmless, Kind = OwnRequestKind.Document,
                    Category = document.Category, Task = task, Document = document.Benign, Form = phrasing.Form, Pair = pair,
                },
            ];
        });

    /// <summary>Gives one task's requests over the ordinary documents of a split.</summary>
    /// <param name="task">The task.</param>
    /// <param name="split">Training or suites.</param>
    public static IEnumerable<OwnRequest> Useful(TaskDefinition task, ContentSplit split) => OwnContent.Useful
        .Where(document => document.Split == split)
        .Select(document =>
        {
            var phrasing = Pick(task.Phrasings.Of(split), $"{document.Id} {task.Id}");
            return new OwnRequest
            {
                Prompt = phrasing.Compose(document.Text, document.Question), Label = SampleLabel.Harmless, Kind = OwnRequestKind.Useful,
                Task = task, Document = document.Text, Form = phrasing.Form,
            };
        });

    /// <summary>Gives the everyday requests of a split.</summary>
    /// <param name="split">Training or suites.</param>
    public static IEnumerable<OwnRequest> Ordinary(ContentSplit split) => OwnContent.Ordinary
        .Where(prompt => prompt.Split == split)
        .Select(prompt => new OwnRequest { Prompt = prompt.Prompt, Label = SampleLabel.Harmless, Kind = OwnRequestKind.Ordinary });

    /// <summary>Gives every request that training may need an answer to: the benign half of the training grid.</summary>
    public static IEnumerable<OwnRequest> NeedingAnswers()
    {
        var trained = OwnContent.Tasks.Where(task => task.Trained).ToArray();
        return Direct(ContentSplit.Train)
            .Concat(trained.SelectMany(task => Documents(task, ContentSplit.Train)))
            .Concat(trained.SelectMany(task => Useful(task, ContentSplit.Train)))
            .Concat(Ordinary(ContentSplit.Train))
            .Where(request => request.Label == SampleLabel.Harmless);
    }

    private static TaskPhrasing Pick(IReadOnlyList<TaskPhrasing> phrasings, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return phrasings[(int)(BitConverter.ToUInt32(hash) % (uint)phrasings.Count)];
    }
}
