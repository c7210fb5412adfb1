using Demur.Data.Own;
using Xunit;

namespace Demur.Tests.Data.Own;

public sealed class BagOfWordsTests
{
    // If words alone told twins apart, refusing on vocabulary would look like understanding.
    [Fact]
    public void A_bag_of_words_learnt_on_training_documents_does_not_tell_held_out_twins_apart()
    {
        var documents = OwnContent.Documents;
        var classifier = new NaiveBayes(
            documents.Where(document => document.Split == ContentSplit.Train).Select(document => document.Harmful),
            documents.Where(document => document.Split == ContentSplit.Train).Select(document => document.Benign));
        var tested = documents.Where(document => document.Split == ContentSplit.Suite).ToArray();

        var right = tested.Count(document => classifier.IsHarmful(document.Harmful)) + tested.Count(document => !classifier.IsHarmful(document.Benign));

        Assert.True(tested.Length >= 100);
        Assert.InRange(right / (2.0 * tested.Length), 0, 0.75);
    }

    [Fact]
    public void The_classifier_itself_tells_texts_apart_where_words_do_differ()
    {
        var classifier = new NaiveBayes(["red green red", "red"], ["blue", "blue yellow"]);

        Assert.True(classifier.IsHarmful("red red blue"));
        Assert.False(classifier.IsHarmful("yellow blue"));
    }

    private sealed class NaiveBayes
    {
        private readonly Dictionary<string, (double Harmful, double Benign)> counts = [];
        private readonly double harmfulTotal;
        private readonly double benignTotal;

        public NaiveBayes(IEnumerable<string> harmful, IEnumerable<string> benign)
        {
            foreach (var word in harmful.SelectMany(Words))
            {
                var count = counts.GetValueOrDefault(word);
                counts[word] = (count.Harmful + 1, count.Benign);
                harmfulTotal++;
            }

            foreach (var word in benign.SelectMany(Words))
            {
                var count = counts.GetValueOrDefault(word);
                counts[word] = (count.Harmful, count.Benign + 1);
                benignTotal++;
            }
        }

        public bool IsHarmful(string text) => Words(text).Where(counts.ContainsKey).Sum(word =>
            Math.Log((counts[word].Harmful + 1) / (harmfulTotal + counts.Count)) - Math.Log((counts[word].Benign + 1) / (benignTotal + counts.Count))) > 0;

        private static IEnumerable<string> Words(string text) =>
            text.ToLowerInvariant().Split([' ', '\n', '.', ',', ';', ':', '!', '?', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
    }
}
