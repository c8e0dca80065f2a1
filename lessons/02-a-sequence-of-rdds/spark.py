from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Lengths")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)


def measure(line):
    print(f'measuring "{line}"')
    return len(line)


lengths = lines.map(measure)

how_many = lengths.count()
how_many.pprint()

longest = lengths.reduce(max)
longest.pprint()

ssc.start()
ssc.awaitTermination()
