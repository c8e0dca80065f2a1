from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "LifeInAWindow")
ssc = StreamingContext(sc, 5)

lines = ssc.socketTextStream("localhost", 9999)
windowed = lines.window(15, 5)
windowed.pprint()

ssc.start()
ssc.awaitTermination()
