using Demur.Abstractions;
using Demur.Data.Own;
using Demur.Data.Suites;
using Xunit;

namespace Demur.Tests.Data.Own;

public sealed class OwnContentTests
{
    [Fact]
    public void The_suites_hold_two_hundred_harmful_requests_and_twins_over_ten_categories()
    {
        var samples = OwnSuites.Find("own-direct")!.Samples;

        Assert.True(samples.Count(sample => sample.Label == SampleLabel.Harmful) >= 200);
        Assert.True(samples.Count(sample => sample.Label == SampleLabel.Harmless) >= 200);
        Assert.Equal(10, samples.Select(sample => sample.Category).Distinct().Count());
    }

    [Fact]
    public void Nothing_of_a_held_out_category_is_in_the_training_split()
    {
        var heldOut = OwnSuites.Find("own-direct-held-out")!.Samples.Select(sample => sample.Category).Distinct().ToArray();

        Assert.Equal(5, heldOut.Length);
        Assert.DoesNotContain(OwnContent.Pairs, pair => pair.Split == ContentSplit.Train && heldOut.Contains(pair.Category));
        Assert.DoesNotContain(OwnContent.Documents, document => document.Split == ContentSplit.Train && heldOut.Contains(document.Category));
    }

    [Fact]
    public void Two_tasks_are_never_trained()
    {
        var kept = OwnContent.Tasks.Where(task => !task.Trained).ToArray();

        Assert.Equal(["topic", "paraphrase"], kept.Select(task => task.Id));
        Assert.All(kept, task => Assert.Empty(task.Phrasings.Train));
    }

    [Fact]
    public void Documents_stay_under_150_tokens_by_a_generous_count()
    {
        var documents = OwnContent.Documents.SelectMany(document => new[] { document.Harmful, document.Benign }).ToArray();

        Assert.True(documents.Length >= 200);
        Assert.All(documents, text => Assert.InRange(text.Split(' ').Length, 15, 100));
    }

    [Fact]
    public void Every_refusal_template_can_be_filled_in_whole()
    {
        var filled = OwnContent.Refusals.Direct.Concat(OwnContent.Refusals.Task)
            .Select(template => RefusalTemplates.Fill(template, "DECLINED", "ALTERNATIVE", "TASK")).ToArray();

        Assert.True(filled.Length >= 20);
        Assert.All(filled, text =>
        {
            Assert.DoesNotContain("{", text, StringComparison.Ordinal);
            Assert.Contains("DECLINED", text, StringComparison.Ordinal);
            Assert.Contains("ALTERNATIVE", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Ids_are_unique_within_each_kind_of_content()
    {
        string[] ids =
        [
            .. OwnContent.Pairs.Select(pair => pair.Id), .. OwnContent.Documents.Select(document => document.Id),
            .. OwnContent.Useful.Select(document => document.Id), .. OwnContent.Ordinary.Select(prompt => prompt.Id), .. OwnContent.Choices.Select(question => question.Id),
        ];

        Assert.True(ids.Length > 800);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
